"""What `python -m bench chat` is made of: a load client, two peers to compare with, people, running servers."""
