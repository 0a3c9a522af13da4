"""A real HTTP server that speaks the endpoints of /api's pages, charges for them, and misbehaves when told to.

    async with Sandbox(Options(latency=1)) as sandbox:
        sandbox.faults.push(Route.INPAINT, Reset(When.AFTER_WORK))

It stands on the pages alone and on nothing that the program's own clients do, so that each can prove the other wrong.
"""
