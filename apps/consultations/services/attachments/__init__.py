"""Every write of attachments.

`receiving`: a file comes in and is kept as it came. `checking`: a worker has it written anew, or says why not.
`attaching`: a message names it, or takes it back with itself. `withdrawing`: who sent it takes it back.
`tidying`: what nobody may see any more is removed from the storage.
"""
