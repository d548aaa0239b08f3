"""The command line as a user types it, right and wrong."""
import datetime
import decimal
import json
import stat
import time

import station

SUBCOMMANDS = ("serve", "load", "quarantine", "token", "get", "demo", "spec",
               "verify", "version")


def test_every_command_has_help_with_an_example(bench):
    for command in SUBCOMMANDS:
        text = bench.run(command, "--help").stdout
        assert "cems " + command in text, text
    assert all(command in bench.run("--help").stdout for command in SUBCOMMANDS)


def test_wrong_usage_is_exit_2(bench):
    assert "nothing" in bench.run("nothing", status=2).stderr
    for arguments in ([], ["--nothing"], ["serve", "--nothing"], ["token", "add", "--name", "x"],
                      ["serve", "--data", bench.data, "--listen", "nowhere"],
                      ["serve", "--data", bench.data, "--memory", "1MB"],
                      ["load", "--data", bench.data, "--memory", "much", bench.file("x.csv", "")],
                      ["token", "add", "--data", bench.data, "--name", "", "--cems", "*"],
                      ["get"], ["get", "GetCemsStaticDate", "--url", "https://127.0.0.1:1"],
                      ["load", "--data", bench.data, bench.file("x.txt", "")]):
        done = bench.run(*arguments, status=2)
        assert done.stderr.strip(), arguments


def test_failures_are_exit_1_and_one_line(bench):
    for arguments in (["load", "--data", bench.data, bench.folder / "missing.csv"],
                      ["token", "revoke", "--data", bench.data, "nobody"],
                      ["get", "GetCemsStaticData", "cemsId=X", "--url", "https://127.0.0.1:9",
                       "--token", "t"]):
        done = bench.run(*arguments, status=1)
        assert len(done.stderr.strip().splitlines()) == 1, (arguments, done.stderr)


def test_tokens_are_printed_once_and_never_again(bench):
    token = bench.token("platform", "A,B", "--scope", "static,historic")
    listed = bench.run("token", "list", "--data", bench.data).stdout
    assert "platform" in listed and "A,B" in listed and token not in listed
    stored = bench.data / "tokens"
    secret = token.split("_", 3)[3].rpartition("_")[0]  # It may have strokes of its own.
    assert len(secret) == 43 and secret not in stored.read_text()
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    again = bench.run("token", "add", "--data", bench.data, "--name", "platform", "--cems", "*",
                      status=1)
    assert "platform" in again.stderr
    bench.run("token", "revoke", "--data", bench.data, "platform")
    assert "platform" not in bench.run("token", "list", "--data", bench.data).stdout


def flip(path, at):
    """One bit of a file."""
    text = bytearray(path.read_bytes())
    text[at] ^= 4
    path.write_bytes(text)


def test_verify_reads_everything_and_says_what_is_damaged(bench):
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    rows = "".join(
        f"{station.SITE},T1,OT,2024-01-{1 + n // 24:02}T{n % 24:02}:00:00+08:00,{n * n}\n"
        for n in range(600))
    bench.run("load", "--data", bench.data,
              bench.file("year.csv", bench.names.csv(
                  "cemsId,pointId,parameterId,timeStamp,value\n" + rows)))
    whole = bench.run("verify", "--data", bench.data).stdout
    assert "1 site, 1 series, 600 readings" in whole and "nothing is damaged" in whole, whole
    server = bench.serve()
    assert "is in use" in bench.run("verify", "--data", bench.data, status=1).stderr
    server.stop()
    whole = bench.run("verify", "--data", bench.data).stdout  # The server has kept summaries.
    tables = [path for path in (bench.data / "store").glob("*.sst") if path.stat().st_size > 300]
    files = [*(bench.data / "archive").iterdir(), *tables, bench.data / "store" / "LEDGER"]
    assert len(files) > 3, files
    for path in files:
        flip(path, 40 if path.suffix in (".json", ".sst") else 6)
        found = bench.run("verify", "--data", bench.data, status=1)
        assert "damaged: " in found.stdout and "backup" in found.stderr, (path, found)
        flip(path, 40 if path.suffix in (".json", ".sst") else 6)
    assert bench.run("verify", "--data", bench.data).stdout == whole
    (bench.data / "store" / "LEDGER").unlink()
    assert "ledger is missing" in bench.run("verify", "--data", bench.data, status=1).stdout
    refused = bench.run("load", "--data", bench.data, bench.archive("site.json"), status=1)
    assert "--accept-loss" in refused.stderr, refused.stderr
    bench.run("verify", "--data", bench.data, "--accept-loss")
    assert bench.run("verify", "--data", bench.data).stdout == whole
    assert "does not exist" in bench.run("verify", "--data", bench.folder / "none", status=1).stderr


def test_what_a_site_keeps_no_more_goes_and_the_disk_comes_back(bench):
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    rows = "".join(
        f"{station.SITE},T1,OT,{1990 + n // 366}-{1 + n // 31 % 12:02}-{1 + n % 28:02}T"
        f"{n % 24:02}:00:00+08:00,{n * n % 9973}.{n % 97}\n" for n in range(9000))
    rows += f"{station.SITE},T1,OT,{datetime.date.today()}T00:00:00+08:00,7\n"
    bench.run("load", "--data", bench.data, bench.file("old.csv", bench.names.csv(
        "cemsId,pointId,parameterId,timeStamp,value\n" + rows)))

    def disk():
        return sum(path.stat().st_size for path in (bench.data / "store").glob("*.sst"))
    before = disk()
    archive = json.loads(station.archive())
    archive["cems"]["extension"]["retention"] = "P2Y"
    bench.run("load", "--data", bench.data,
              bench.archive("site.json", json.dumps(archive)))
    token = bench.token("reader", station.SITE)
    server = bench.serve("--memory", "64MiB")
    for _ in range(100):
        if "dropped " in (bench.folder / "serve.log").read_text():
            break
        time.sleep(0.1)
    place = f"/cems/v1/GetPointHistoricData?cemsId={station.SITE}&pointId=T1"
    gone = bench.curl(server, place + "&startTime=1990-01-01&endTime=2000-01-01", token)
    assert gone.json["code"] == "40004", gone.body
    rest = bench.curl(server, place + "&startTime=1990-01-01&endTime=2999-01-01", token)
    assert rest.json["code"] == "200", rest.body
    server.stop()
    assert disk() < before / 4, (before, disk())
    assert "nothing is damaged" in bench.run("verify", "--data", bench.data).stdout
    late = bench.run("load", "--data", bench.data, bench.file("late.csv", bench.names.csv(
        "cemsId,pointId,parameterId,timeStamp,value\n"
        f"{station.SITE},T1,OT,1990-01-01T00:00:00+08:00,1\n")), status=1)
    assert "keeps readings for P2Y" in late.stderr, late.stderr


def test_bad_rows_are_reported_and_good_ones_kept(bench):
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    text = ("cemsId,pointId,parameterId,timeStamp,value,quality\r\n"
            f"{station.SITE},T1,OT,2024-01-01T00:00:00+08:00,1.50,0\r\n"
            f"{station.SITE},T1,XX,2024-01-01T00:00:00+08:00,1,0\r\n"
            f"{station.SITE},T1,OT,2024-02-30T00:00:00+08:00,1,0\r\n"
            f"{station.SITE},T1,OT,2024-01-01T01:00:00+08:00,1.2.3,0\r\n"
            f"{station.SITE},T1,OT,2024-01-01T02:00:00+08:00,,0\r\n"
            f"{station.SITE},T1,OT,2024-01-01 03:00:00,-0,256\r\n"
            f"{station.SITE},T1,OT,2999-01-01T03:00:00+08:00,1,0\r\n"
            f"{station.SITE},T1,OT\r\n"
            f"\"{station.SITE}\",T1,OT,20240101T040000+0800,\"2e3\",\r\n")
    path = bench.file("bad.csv", "\ufeff" + bench.names.csv(text))
    strict = bench.run("load", "--data", bench.data, "--strict", path, status=1)
    done = bench.run("load", "--data", bench.data, path, status=1)
    for run in (strict, done):
        for line in range(3, 10):
            assert f"bad.csv:{line}:" in run.stderr, (line, run.stderr)
        assert "bad.csv:2:" not in run.stderr and "bad.csv:10:" not in run.stderr
    assert "2 new" in done.stderr, "strict kept nothing, so both are new now: " + done.stderr
    assert "2 unchanged" in bench.run("load", "--data", bench.data, path, status=1).stderr


def test_a_faulty_archive_is_refused_whole_with_pointers(bench):
    good = json.loads(station.archive())
    bench.run("load", "--data", bench.data, bench.archive("good.json"))
    good["cems"]["rootPointId"] = "NO"
    good["cems"]["colour"] = "red"
    good["categories"][0]["points"][0]["parameters"][0]["readingTypeId"] = "1.2.3"
    good["categories"][0]["categories"][0]["points"][0]["parentPointId"] = "T1-HV"
    bad = bench.archive("bad.json", json.dumps(good))
    done = bench.run("load", "--data", bench.data, bad, status=1)
    for pointer in ("/cems/rootPointId", "/cems/colour",
                    "/categories/0/points/0/parameters/0/readingTypeId",
                    "/categories/0/categories/0/points/0/parentPointId"):
        assert bench.names.pointer(pointer) in done.stderr, (pointer, done.stderr)
    token = bench.token()
    server = bench.serve()
    assert bench.get(server, token, "GetCemsStaticData",
                     cemsId=station.SITE).data["cems"]["rootPointId"] == "T1"


def test_the_interfaces_are_listed_and_none_is_missing(bench):
    lines = bench.run("spec", "list").stdout.splitlines()
    names = [line.split()[0] for line in lines]
    assert len([n for n in names if n.startswith("Get")]) == 30, lines
    assert "CompareDrBaselines" in names
    assert not any("not yet" in line for line in lines), lines


def test_the_demonstration_site(bench):
    """C.2 of the dictionary's examples, and the newest values of C.3's points."""
    bench.run("demo", "--data", bench.data)
    bench.run("demo", "--data", bench.data)
    token = bench.token()
    server = bench.serve("--clock", "2024-07-18T14:30:00+08:00")
    data = bench.get(server, token, "GetCemsStaticData", cemsId="CEMS-SH-0001").data
    assert data["cems"]["name"] == "上海某智能制造工厂" and data["cems"]["transformerCapacity"] == "6300"
    assert [(c["categoryCode"], c["pointCount"]) for c in data["categories"]] == [
        ("02", "2"), ("05", "2"), ("10", "2"), ("20", "1"), ("21", "1"), ("22", "1")]
    assert data["dataCount"] == {"total": "1", "categoryCount": "6", "pointCount": "9"}

    def newest(point, parameter):
        answer = bench.get(server, token, "GetPointDynamicData", cemsId="CEMS-SH-0001",
                           pointId=point, parameterId=parameter).data
        return answer["points"][0]["parameters"][0]["readings"][0]
    assert newest("PV-01", "P") == {"timeStamp": "2024-07-18T14:29:00+08:00", "value": "632.4"}
    assert newest("ESS-01", "P")["value"] == "-120"
    assert newest("ESS-01", "SOC")["value"] == "63.5"


def test_the_demonstration_sites_registers_give_c4_and_c5(bench):
    """What statistics answer can be had by subtracting readings: nothing is made up for them."""
    bench.run("demo", "--data", bench.data)
    token = bench.token()
    server = bench.serve("--clock", "2024-07-18T14:30:00+08:00")

    def registers(point, parameter, start, end, interval):
        answer = bench.get(server, token, "GetPointHistoricData", cemsId="CEMS-SH-0001",
                           pointId=point, parameterId=parameter, startTime=start, endTime=end,
                           interval=interval, pageSize="1000").data
        return {reading["timeStamp"]: decimal.Decimal(reading["value"])
                for reading in answer["points"][0]["parameters"][0]["readings"]}

    for point, parameter, expected in (("IN-01", "EPI", "8400000"), ("G-01", "G", "120000"),
                                       ("H-01", "H", "3600")):
        at = registers(point, parameter, "2023-01-01", "2024-01-02", "P1D")
        used = at["2024-01-01T00:00:00+08:00"] - at["2023-01-01T00:00:00+08:00"]
        assert used == decimal.Decimal(expected), (point, used)
    for point, month, days, expected in (
            ("HVAC-01", 4, 30, "18240.5"), ("HVAC-01", 5, 31, "26310.2"),
            ("HVAC-02", 4, 30, "6120"), ("HVAC-02", 5, 31, "6480.6")):
        at = registers(point, "EPI", f"2024-{month:02}-01", f"2024-{month + 1:02}-01", "PT1H")
        stamp = "2024-{:02}-{:02}T{:02}:00:00+08:00".format
        peak = sum(at[stamp(month, day, hour + 3)] - at[stamp(month, day, hour)]
                   for day in range(1, days + 1) for hour in (8, 18))
        assert peak == decimal.Decimal(expected), (point, month, peak)


def test_version_names_the_libraries(bench):
    text = bench.run("version").stdout
    assert all(name in text for name in ("cems", "nghttp2", "OpenSSL", "RocksDB")), text
