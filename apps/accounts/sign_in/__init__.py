"""Where the sign-in library asks us: how accounts are made, how second factors are kept, what a token may look like."""
