"""Sockets: «there is something up to N». """
