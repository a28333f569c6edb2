"""Where the sign-in library asks us: how accounts are made, second factors kept, tokens looked up."""
