"""What administrators keep of partners: agreements, money, and what a person decides about items."""
