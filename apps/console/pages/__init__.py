"""One module for each page or family of pages. A page asks selectors; a form calls one service."""
