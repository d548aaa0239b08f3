"""Wire profiles as a deployment uses them: a file at start, a folder that any profile serves."""
import json
import pathlib
import subprocess

import station
from wire_names import WireNames

RENAMED = pathlib.Path(__file__).resolve().parents[1] / "profile" / "renamed.json"


def test_a_faulty_profile_is_told_whole_and_starts_nothing(bench):
    profile = bench.file("profile.json", json.dumps({
        "members": {"Point.pointNo": "x"}, "parameters": {"pageNo": "cursor"}, "colour": "red"}))
    for command in (["serve", "--data", bench.data, "--listen", "127.0.0.1:0"],
                    ["get", "GetCemsStaticData", "--url", "https://127.0.0.1:9"],
                    ["load", "--data", bench.data, bench.archive("site.json")]):
        done = bench.run(*command, "--profile", profile, status=1)
        lines = done.stderr.strip().splitlines()
        assert len(lines) == 3 and all("profile.json: /" in line for line in lines), lines
        for pointer in ("/members/Point.pointNo", "/parameters/pageNo", "/colour"):
            assert pointer in done.stderr, (pointer, done.stderr)
    assert not bench.data.exists()
    missing = bench.run("serve", "--data", bench.data, "--profile", "nofile", status=1)
    assert "nofile" in missing.stderr


def test_one_folder_is_served_under_any_profile(bench):
    renamed = WireNames(RENAMED)
    bench.run("load", "--data", bench.data, "--profile", RENAMED,
              bench.file("site.json", renamed.archive(station.archive())))
    table = station.rows(50)
    bench.run("load", "--data", bench.data,
              *station.load_arguments(bench.file("r.csv", station.csv(table))))
    token = bench.token("all", "*", "--scope", "static,historic,admin")
    asked = {"cemsId": station.SITE}

    def full():
        server = bench.serve()
        data = bench.get(server, token, "GetCemsFullStaticData", **asked).data
        server.stop()
        return data
    plain = full()
    bench.names = renamed
    assert full() == plain
    bench.names = WireNames()
    stored = next((bench.data / "archive").glob("*.json")).read_text()
    assert '"cemsId"' in stored and "cems_id_" not in stored


def test_methods_and_allow_follow_the_profile(bench):
    profile = bench.file("profile.json", json.dumps({"pathTemplate": "/v2/{name}", "interfaces": {
        "GetCemsStaticData": {"path": "/site", "methods": ["POST"]}}}))
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    token = bench.token()
    server = bench.serve("--profile", profile)
    head = ["--dump-header", bench.folder / "head"]
    answer = bench.curl(server, f"/site?cemsId={station.SITE}", token, *head)
    assert answer.status == 405 and answer.json["code"] == "40501"
    assert "allow: POST" in (bench.folder / "head").read_text().lower().replace("post", "POST")
    body = ["-H", "Content-Type: application/json", "-d", f'{{"cemsId":"{station.SITE}"}}']
    assert bench.curl(server, "/site", token, *body).status == 200
    assert bench.curl(server, f"/v2/GetCemsFullStaticData?cemsId={station.SITE}",
                      token).status == 200
    gone = bench.curl(server, f"/cems/v1/GetCemsStaticData?cemsId={station.SITE}", token)
    assert gone.status == 404 and "/site" in gone.json["message"], gone.body


def test_the_profile_may_stand_in_the_configuration(bench):
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    token = bench.token()
    config = bench.file("cems.toml", f'data = "{bench.data}"\nlisten = "127.0.0.1:0"\n'
                                     f'profile = "{RENAMED}"\n')
    process = subprocess.Popen([bench.cems, "serve", "--config", config], text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    url = process.stdout.readline().split()[-1]
    done = bench.run("get", "GetCemsStaticData", f"q_cems_id={station.SITE}", "--raw", "--url", url,
                     "--token", token, "--insecure", "--profile", RENAMED)
    assert json.loads(done.stdout)["cems_"]["cems_id_"] == station.SITE
    process.terminate()
    assert process.wait(timeout=15) == 0
