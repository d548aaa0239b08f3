"""The client that posts: one program for all, texts made before the clock starts."""
import json
import os
import subprocess
import time


class Poster:
    """peers_post; `scale` years of hours and as many months of minutes."""

    def __init__(self, program, folder, scale=1):
        self.program = program
        self.folder = folder
        self.scale = str(scale)

    def post(self, form, rows, *where):
        """Posts the workload; what peers_post says of it."""
        said = subprocess.run([self.program, form, str(rows), self.scale, *where],
                              stdout=subprocess.PIPE, text=True, check=True).stdout
        return json.loads(said)

    def pipe(self, form, rows, command):
        """Gives the workload to a command's standard input, from a file."""
        path = os.path.join(self.folder, "posted")
        with open(path, "wb") as out:
            subprocess.run([self.program, form, str(rows), self.scale, "-"], stdout=out,
                           check=True)
        with open(path, "rb") as text:
            count = sum(1 for line in text if line[0] in b"0123456789")
        with open(path, "rb") as text:
            begun = time.perf_counter()
            subprocess.run(command, stdin=text, check=True, stdout=subprocess.DEVNULL)
            seconds = time.perf_counter() - begun
        os.unlink(path)
        return {"rows": count, "seconds": seconds}
