"""Readings over MQTT, from the real mosquitto: forms, security, shared subscriptions, refusals."""
import datetime
import json
import os
import subprocess
import time

import gateway
import round_trip
import station
from broker import Broker

SECRET = "s3cret-c4nary"


def log_of(bench):
    return (bench.folder / "serve.log").read_text()


def wait_for_log(bench, text, seconds=15):
    end = time.monotonic() + seconds
    while text not in log_of(bench):
        assert time.monotonic() < end, f"no {text!r} in the log:\n{log_of(bench)}"
        time.sleep(0.05)


def stationed(bench, *arguments, data=None):
    """A server with the station's archive that takes readings from a broker."""
    data = data or bench.data
    bench.run("load", "--data", data, bench.archive("site.json"))
    return bench.serve(*arguments, data=data)


def total(reports, what):
    return sum(report[what] for report in reports)


def test_readings_arrive_and_are_answered_in_both_versions(bench):
    table = station.rows(400)
    with Broker(bench.folder) as broker:
        for version, part in (("5", table[:200]), ("3", table[200:])):
            server = stationed(bench, "--mqtt", broker.url, "--mqtt-version", version)
            wait_for_log(bench, "mqtt: subscribed")
            listening = gateway.Reports(broker)
            broker.publish(gateway.TOPIC, gateway.messages(part))
            reports = listening.wait(len(part))
            listening.close()
            assert total(reports, "accepted") == gateway.readings_in(part)
            assert total(reports, "duplicate") == total(reports, "rejectedCount") == 0
            assert reports[7]["messageId"] == f"{part[7][0]:%Y-%m-%dT%H:%M:%S}+08:00"
            assert server.stop() == 0
    token = bench.token()
    assert round_trip.fetch_with_curl(bench, bench.serve(), token, 1000) == \
        round_trip.expected(table)


def test_a_stop_acknowledges_what_it_has_and_loses_nothing(bench):
    """Messages that come while the server is away wait at the broker."""
    table = station.rows(300)
    with Broker(bench.folder) as broker:
        token = bench.token()
        server = stationed(bench, "--mqtt", broker.url)
        wait_for_log(bench, "mqtt: subscribed")
        publishing = gateway.messages(table)
        for begin in range(0, 300, 50):
            broker.publish(gateway.TOPIC, publishing[begin:begin + 50])
            assert server.stop() == 0
            server = bench.serve("--mqtt", broker.url)
        wait_for_log(bench, "the broker knows us")
        end = time.monotonic() + 20
        while round_trip.fetch_with_curl(bench, server, token, 1000) != round_trip.expected(table):
            assert time.monotonic() < end, "readings are missing"
            time.sleep(0.2)


def certificates(folder):
    """A CA, a certificate of a broker on 127.0.0.1, and one of a client."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=test CA", "-days", "2")
    for name, subject in (("broker", "IP:127.0.0.1"), ("other", "DNS:other.example"),
                          ("client", "DNS:cems")):
        (folder / f"{name}.ext").write_text(f"subjectAltName={subject}\n")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                "-CAcreateserial", "-out", f"{name}.pem", "-days", "2", "-extfile", f"{name}.ext")


def secured(bench, certificate):
    """A broker with TLS, passwords and certificates of clients."""
    folder = bench.folder
    certificates(folder)
    users = folder / "users"
    users.touch(0o600)
    subprocess.run(["mosquitto_passwd", "-b", users, "cems", SECRET], check=True,
                   capture_output=True)
    return Broker(folder, f"cafile {folder}/ca.pem", f"certfile {folder}/{certificate}.pem",
                  f"keyfile {folder}/{certificate}.key", "require_certificate true",
                  f"password_file {users}", anonymous=False)


def configured(bench, broker, **changes):
    """A configuration file; `changes` by option name with _ for -, None leaves it out."""
    password = bench.folder / "password"
    password.write_text(SECRET + "\n")
    password.chmod(0o600)
    options = {"url": f"mqtts://127.0.0.1:{broker.port}", "user": "cems",
               "password-file": str(password), "ca": f"{bench.folder}/ca.pem",
               "cert": f"{bench.folder}/client.pem", "key": f"{bench.folder}/client.key",
               "client-id": "station-1", "receive-maximum": 50}
    options.update({name.replace("_", "-"): value for name, value in changes.items()})
    lines = [f"{name} = {json.dumps(value)}" for name, value in options.items()
             if value is not None]
    return bench.file("cems.toml", "[mqtt]\n" + "\n".join(lines) + "\n")


def test_tls_password_and_a_certificate_of_ours(bench):
    table = station.rows(100)
    with secured(bench, "broker") as broker:
        client = ("--cafile", f"{bench.folder}/ca.pem", "--cert", f"{bench.folder}/client.pem",
                  "--key", f"{bench.folder}/client.key", "-u", "cems", "-P", SECRET)
        token = bench.token()
        server = stationed(bench, "--config", configured(bench, broker))
        wait_for_log(bench, "mqtt: subscribed")
        listening = gateway.Reports(broker, *client)
        broker.publish(gateway.TOPIC, gateway.messages(table), *client)
        assert total(listening.wait(100), "accepted") == gateway.readings_in(table)
        listening.close()
        assert round_trip.fetch_with_curl(bench, server, token, 1000) == round_trip.expected(table)
        assert "'station-1'" in log_of(bench)
        assert SECRET not in log_of(bench)


def test_what_is_wrong_with_the_broker_is_said(bench):
    """Each fault ends in the log with its cause; the server serves all the same."""
    with secured(bench, "broker") as broker:
        wrong = bench.file("wrong", "guess\n")
        wrong.chmod(0o600)
        for changes, said in (({"password_file": str(wrong)}, "not authorized"),
                              ({"password_file": str(wrong), "version": 3}, "not authorized"),
                              ({"ca": f"{bench.folder}/other.pem"}, "certificate verify failed"),
                              ({"cert": None, "key": None}, "TLS fails")):
            (bench.folder / "serve.log").unlink(missing_ok=True)
            server = bench.serve("--config", configured(bench, broker, **changes))
            wait_for_log(bench, said)
            assert "next try in" in log_of(bench)
            assert bench.curl(server, "/healthz").status == 200
            assert server.stop() == 0
            assert "guess" not in log_of(bench)


def test_a_certificate_of_another_name_is_refused(bench):
    with secured(bench, "other") as broker:
        bench.serve("--config", configured(bench, broker))
        wait_for_log(bench, "IP address mismatch")


def test_wrong_options_are_refused_with_what_to_do(bench):
    os.umask(0o022)
    loose = bench.file("loose", SECRET + "\n")
    cases = (("url = \"http://x\"", "must begin with mqtt:// or mqtts://"),
             ("url = \"mqtt://a:b@x\"", "use user and password-file"),
             ("url = \"mqtt://x\"\nversion = 4", "version must be 5"),
             ("url = \"mqtt://x\"\nversion = 3\ngroup = \"g\"", "set version = 5"),
             (f"url = \"mqtt://x\"\nuser = \"u\"\npassword-file = \"{loose}\"", "chmod 600"),
             ("url = \"mqtt://x\"\ntopics = [\"a/#/b\"]", "no topic filter"),
             ("urls = \"mqtt://x\"", "[mqtt] has no option urls"))
    for text, said in cases:
        config = bench.file("cems.toml", f"[mqtt]\n{text}\n")
        done = bench.run("serve", "--data", bench.data, "--config", config, status=1)
        assert said in done.stderr, done.stderr
        assert SECRET not in done.stderr


def test_two_servers_share_a_subscription(bench):
    """Each message goes to one of them; together they have all."""
    table = station.rows(400)
    with Broker(bench.folder) as broker:
        folders = [bench.folder / "one", bench.folder / "two"]
        token = [bench.run("token", "add", "--data", folder, "--name", "t", "--cems", "*").stdout
                 .strip() for folder in folders]
        servers = [stationed(bench, "--mqtt", broker.url, "--mqtt-group", "pool", data=folder)
                   for folder in folders]
        end = time.monotonic() + 15
        while log_of(bench).count("mqtt: subscribed") < 2:
            assert time.monotonic() < end
            time.sleep(0.05)
        listening = gateway.Reports(broker)
        broker.publish(gateway.TOPIC, gateway.messages(table))
        assert total(listening.wait(400), "accepted") == gateway.readings_in(table)
        listening.close()
        halves = [round_trip.fetch_with_curl(bench, server, t, 1000)
                  for server, t in zip(servers, token)]
        for series, rows in round_trip.expected(table).items():
            parts = [half.get(series, []) for half in halves]
            assert all(parts), "one of the two got nothing"
            assert sorted(parts[0] + parts[1]) == rows


def test_wrong_payloads_are_reported_and_do_not_come_again(bench):
    good = '{"pointId":"T1","parameterId":"OT","timeStamp":"2024-04-01T08:00:00+08:00","value":%s}'
    cases = ((good % "21.5", 1, []),
             (good % "21.5", 0, []),  # The same again: a duplicate.
             ("no json", 0, [(None, 40002)]),
             ("[1]", 0, [(0, 40002)]),
             (f"[{good % 22},{{}}]", 0, [(1, 40001)]),
             (good % '"NaN"', 0, [(0, 40002)]),
             ('{"pointId":"T9","parameterId":"OT","timeStamp":"2024-04-01","value":1}', 0,
              [(0, 42201)]),
             ('{"cemsId":"CEMS-2","pointId":"T1","parameterId":"OT","timeStamp":"2024-04-01",'
              '"value":1}', 0, [(0, 42201)]),
             ('{"pointId":"T1","parameterId":"OT","timeStamp":"2999-01-01","value":1}', 0,
              [(0, 42201)]),
             ('{"pointId":"T1","parameterId":"OT","timeStamp":"April","value":1}', 0,
              [(0, 40003)]))
    with Broker(bench.folder) as broker:
        server = stationed(bench, "--mqtt", broker.url)
        wait_for_log(bench, "mqtt: subscribed")
        listening = gateway.Reports(broker)
        for payload, _, _ in cases:
            broker.publish(gateway.TOPIC, [payload])
        reports = listening.wait(len(cases))
        for (payload, accepted, rejected), report in zip(cases, reports):
            assert report["accepted"] == accepted, (payload, report)
            assert [(r.get("index"), r["code"]) for r in report["rejected"]] == rejected, \
                (payload, report)
        assert reports[1]["duplicate"] == 1 and reports[4]["corrected"] == 1
        # A topic that no mapping knows, and a site that there is not: said in the log.
        broker.publish("cems/CEMS-2/gateway/g1/readings", [good % 1])
        assert server.stop() == 0
        bench.serve("--mqtt", broker.url)
        wait_for_log(bench, "the broker knows us")
        time.sleep(0.5)
        assert len(listening.reports) == len(cases), "a refused message has come again"
        listening.close()
    assert "'no json'" in log_of(bench) or "rejected, first:" in log_of(bench)


def test_a_mapping_makes_other_payloads_readings(bench):
    mapping = bench.file("mapping.json", json.dumps([
        {"topic": "plant/{point}/{parameter}/now", "cems": station.SITE, "epoch": "s",
         "members": {"time": "ts", "value": "v", "quality": "q"}},
        {"topic": "{cems}/bulk", "ack": "{cems}/bulk/done",
         "members": {"readings": "data", "point": "dev", "values": "m", "time": "t",
                     "message": "id"}}]))
    table = station.rows(3)
    token = bench.token()
    with Broker(bench.folder) as broker:
        server = stationed(bench, "--mqtt", broker.url, "--mqtt-mapping", mapping)
        wait_for_log(bench, "mqtt: subscribed")
        listening = gateway.Reports(broker, topic=f"{station.SITE}/bulk/done")
        for hour, cells in table:
            zone = datetime.timezone(datetime.timedelta(hours=8))
            epoch = int(hour.replace(tzinfo=zone).timestamp())
            for column, (point, parameter) in station.COLUMNS.items():
                if cells[column] and column != "OT":
                    broker.publish(f"plant/{point}/{parameter}/now",
                                   [f'{{"ts":{epoch}.000,"v":{cells[column]},"q":0}}'])
            if cells["OT"]:
                values = f'{{"OT":{cells["OT"]}}}'
                broker.publish(f"{station.SITE}/bulk", [
                    f'{{"id":1,"data":[{{"dev":"T1","t":{epoch}000,"m":{values}}}]}}'])
        listening.wait(sum(bool(cells["OT"]) for _, cells in table))
        listening.close()
        assert round_trip.fetch_with_curl(bench, server, token, 1000) == round_trip.expected(table)


def test_a_broker_that_is_not_there_yet(bench):
    table = station.rows(50)
    broker = Broker(bench.folder)
    server = stationed(bench, "--mqtt", broker.url)
    wait_for_log(bench, "Connection refused; next try in")
    assert bench.curl(server, "/healthz").status == 200
    with broker:
        wait_for_log(bench, "mqtt: subscribed")
        listening = gateway.Reports(broker)
        broker.publish(gateway.TOPIC, gateway.messages(table))
        assert total(listening.wait(50), "accepted") == gateway.readings_in(table)
        listening.close()
        started = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - started < 3
