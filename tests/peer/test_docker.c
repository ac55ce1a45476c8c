/* The Engine API against an engine that does what real ones rarely do. */
#include "config.h"

#include "engine/client/docker.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/event/event.h"
#include "engine/client/hash.h"
#include "engine/stack/docker/compose_error.h"
#include "engine/stack/docker/compose_output.h"
#include "engine/stack/docker/docker_stack.h"
#include "tests/peer/peer.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

static struct peer_home home;

static int
setup(void **state)
{
	(void)state;
	return peer_home_make(&home);
}

static int
teardown(void **state)
{
	(void)state;
	return peer_home_remove(&home);
}

static int
fresh(void **state)
{
	(void)state;
	setenv("DOCKER_HOST", home.host, 1);
	setenv("DOCKER_CONFIG", home.dir, 1);
	unsetenv("DOCKER_CONTEXT");
	unlink(home.socket);
	return 0;
}

/* GET /x of an engine with this script, within ms. */
static int
call(const struct peer_line *script, size_t n, int ms, json_t **out,
	struct err *err)
{
	struct peer *peer = peer_start_at(home.socket, script, n);
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, ms);
	struct docker docker = { 0 };
	struct err bad = { 0 };
	int rc;

	assert_int_equal(docker_find(&docker, &bad), 0);
	rc = docker_call(&docker, "GET", "/x", NULL, out, NULL, &ctl, err);
	docker_release(&docker);
	peer_stop(peer);
	return rc;
}

static void
an_answer_is_parsed(void **state)
{
	static const struct peer_line script[] = { { PEER_HTTP, 200,
		"{\"a\":7}" } };
	struct err err = { 0 };
	json_t *o = NULL;

	(void)state;
	assert_int_equal(call(script, 1, 5000, &o, &err), 0);
	assert_int_equal(json_int(o, "a", 0), 7);
	json_decref(o);
}

static void
a_refusal_is_told_in_the_engine_s_words(void **state)
{
	static const struct peer_line script[] = { { PEER_HTTP, 500,
		"{\"message\":\"the layer is corrupt\"}" } };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(call(script, 1, 5000, NULL, &err), -1);
	assert_int_equal(err.code, ERR_REMOTE);
	assert_non_null(strstr(said(err.msg), "500: the layer is corrupt"));
}

static void
an_engine_that_hangs_costs_no_more_than_the_deadline(void **state)
{
	static const struct peer_line script[] = { { PEER_HANG, 0, NULL } };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(call(script, 1, 300, NULL, &err), -1);
	assert_int_equal(err.code, ERR_TIMEOUT);
	assert_non_null(strstr(said(err.msg), "does not answer"));
}

static void
an_engine_that_goes_away_or_lies_is_an_error(void **state)
{
	static const struct peer_line cases[] = {
		{ PEER_CUT, 200, "{\"a\":" }, /* in the middle of a body */
		{ PEER_SEND, 0, "" },         /* before a word */
		{ PEER_SEND, 0, "SSH-2.0-nope\n" }, /* no HTTP */
		{ PEER_HTTP, 200, "<html>" },       /* no JSON */
		{ PEER_HTTP, 200, "{\"a\":1" },     /* half of it */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = { 0 };
		json_t *o = NULL;

		fresh(NULL);
		if (call(&cases[i], 1, 5000, &o, &err) != -1 || o ||
			!err.msg[0])
			fail_msg("case %zu passes: %s", i, said(err.msg));
	}
}

static void
no_engine_is_said_with_what_to_do(void **state)
{
	struct docker docker = { 0 };
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, 3000);
	struct err err = { 0 };

	(void)state;
	assert_int_equal(docker_find(&docker, &err), 0);
	assert_int_equal(docker_call(&docker, "GET", "/version", NULL, NULL,
				 NULL, &ctl, &err),
		-1);
	assert_int_equal(err.code, ERR_STACK);
	assert_non_null(strstr(said(err.msg), "no Docker engine answers at"));
	assert_non_null(strstr(said(err.msg), "DOCKER_HOST"));
	assert_non_null(strstr(said(err.hint), "start Docker"));
	docker_release(&docker);
}

static void
an_engine_elsewhere_is_refused_with_a_reason(void **state)
{
	static const char *const hosts[] = { "tcp://127.0.0.1:2375",
		"ssh://me@there", "npipe:////./pipe/docker", "nonsense" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		struct docker docker = { 0 };
		struct err err = { 0 };

		setenv("DOCKER_HOST", hosts[i], 1);
		assert_int_equal(docker_find(&docker, &err), -1);
		assert_int_equal(err.code, ERR_STACK);
		assert_non_null(strstr(said(err.msg), hosts[i]));
		assert_non_null(strstr(said(err.hint), "unix socket"));
	}
}

static void
put(const char *path, const char *text)
{
	struct err err = { 0 };
	char *folder = mem_strdup(path);

	*strrchr(folder, '/') = '\0';
	assert_int_equal(fs_mkdirs(folder, 0700, &err), 0);
	assert_int_equal(fs_replace(path, 0600, text, strlen(text), &err), 0);
	free(folder);
}

static void
the_current_context_says_where_the_engine_is(void **state)
{
	char hash[HASH_HEX];
	char *config = mem_printf("%s/config.json", home.dir), *meta;
	struct docker docker = { 0 };
	struct err err = { 0 };

	(void)state;
	hash_hex("colima", 6, hash);
	meta = mem_printf("%s/contexts/meta/%s/meta.json", home.dir, hash);
	unsetenv("DOCKER_HOST");
	put(config, "{\"currentContext\":\"colima\"}");
	put(meta,
		"{\"Name\":\"colima\",\"Endpoints\":{\"docker\":"
		"{\"Host\":\"unix:///somewhere/else.sock\"}}}");
	assert_int_equal(docker_find(&docker, &err), 0);
	assert_string_equal(docker.socket, "/somewhere/else.sock");
	assert_string_equal(said(docker.found), "the context colima");
	docker_release(&docker);

	setenv("DOCKER_CONTEXT", "gone", 1);
	assert_int_equal(docker_find(&docker, &err), -1);
	assert_non_null(strstr(said(err.msg), "context gone cannot be read"));
	unlink(config);
	free(config);
	free(meta);
}

static void
a_log_is_whole_however_its_frames_are_cut(void **state)
{
	static const char framed[] = "\1\0\0\0\0\0\0\6one\ntw"
				     "\2\0\0\0\0\0\0\2o\n"
				     "\1\0\0\0\0\0\0\0"
				     "\1\0\0\0\0\0\0\6three\n";
	static const char plain[] = "one\ntwo\nthree\n";

	(void)state;
	for (size_t cut = 0; cut < sizeof(framed); cut++) {
		struct buf out = { 0 };

		docker_unframe(framed, cut, &out);
		if (strncmp(buf_str(&out), plain, out.len) != 0)
			fail_msg("cut at %zu: %s", cut, buf_str(&out));
		if (cut == sizeof(framed) - 1)
			assert_string_equal(buf_str(&out), plain);
		buf_release(&out);
	}
}

static void
what_is_no_frame_is_taken_as_it_is(void **state)
{
	struct buf out = { 0 };

	(void)state;
	docker_unframe("a terminal's log\n", 17, &out);
	assert_string_equal(buf_str(&out), "a terminal's log\n");
	buf_release(&out);
}

static void
the_failures_of_compose_are_named(void **state)
{
	static const struct {
		const char *said, *cause;
	} cases[] = {
		{ " Image x Pulling\nError response from daemon: manifest for "
		  "postgres:99 not found: manifest unknown: nope\n",
			"no such image or tag: manifest for" },
		{ "Error response from daemon: Get \"https://x/v2/\": dial "
		  "tcp: lookup x on 1.1.1.1:53: no such host\n",
			"registry cannot be found" },
		{ "failed to register layer: write /a: no space left on "
		  "device\n",
			"no room on the disk" },
		{ "no matching manifest for linux/s390x in the list\n",
			"not made for this machine" },
		{ "Error: driver failed: Bind for 127.0.0.1:8083 failed: port "
		  "is already allocated\n",
			"port is taken" },
		{ "#5 5.4 curl: (6) Could not resolve host: x\n"
		  "failed to solve: executor failed running y\n",
			"built without a network: #5" },
		{ "failed to solve: executor failed running y\n",
			"cannot be built: failed to solve" },
		/* what a step of a build prints is not compose's word */
		{ "#7 3.2 a.c: undefined reference to 'bar'\n"
		  "#7 ERROR: process \"/bin/sh -c make\" did not complete\n"
		  "------\n > [flink 2/4] RUN make:\n"
		  "3.2 a.c: undefined reference to 'bar'\n------\n"
		  "Dockerfile:2\n--------------------\n"
		  "   2 | >>> RUN make\n--------------------\n"
		  "failed to solve: process \"/bin/sh -c make\" did not "
		  "complete successfully: exit code: 2\n",
			"cannot be built: failed to solve: process" },
		{ "#7 3.2 validating cache\n#7 3.3 tar: unexpected EOF\n"
		  "#7 3.4 dial tcp: lookup x: no such host\n"
		  "target flink: failed to solve: process \"x\" did not\n",
			"cannot be built: target flink: failed to solve" },
		{ "------\n > [flink 2/4] RUN yaml: undefined:\n"
		  "3.2 yaml: validating cache, EOF\n------\n"
		  "Dockerfile:2\n--------------------\n"
		  "   2 | >>> RUN yaml: undefined\n--------------------\n"
		  "failed to solve: process \"/bin/sh -c yaml: undefined, no "
		  "such host\" did not complete successfully: exit code: 2\n",
			"cannot be built: failed to solve" },
		{ "failed to solve: dockerfile parse error on line 3: unknown "
		  "instruction: undefined\n",
			"cannot be built: failed to solve" },
		{ "#5 0.1 exec /bin/sh: exec format error\n"
		  "failed to solve: process \"/bin/sh\" did not complete\n",
			"not made for this machine: #5" },
		{ "#2 ERROR: dial tcp 1.2.3.4:443: i/o timeout\n"
		  "failed to solve: x: failed to do request: dial tcp "
		  "1.2.3.4:443: i/o timeout\n",
			"registry cannot be reached: failed to solve" },
		{ "service \"a\" refers to undefined network b\n",
			"refers to what is not there" },
		{ "validating /x/compose.yaml: services.a must be a mapping\n",
			"not as compose wants it" },
		/* whose connection it was */
		{ "Error response from daemon: Get "
		  "\"https://registry.example/v2/\": EOF\n",
			"registry went away: Get" },
		{ " flink Error unexpected EOF\nunexpected EOF\n",
			"registry went away: unexpected EOF" },
		{ "failed to copy: httpReadSeeker: failed open: failed to do "
		  "request: Get \"http://127.0.0.1:5001/v2/big/blobs/x\": "
		  "EOF\n",
			"registry went away: failed to copy" },
		{ "read tcp 127.0.0.1:4->127.0.0.1:5001: read: connection "
		  "reset by peer\n",
			"registry went away: read tcp" },
		{ "error during connect: Post "
		  "\"http://%2Frun%2Fdocker.sock/v1.47/images/create\": EOF\n",
			"engine went away: error during connect" },
		{ "error during connect: Get "
		  "\"http://there:2375/v1.47/version\": dial tcp: lookup "
		  "there on 1.1.1.1:53: no such host\n",
			"engine went away: error during connect" },
		{ "error during connect: Get "
		  "\"http://127.0.0.1:2375/v1.47/version\": dial tcp "
		  "127.0.0.1:2375: connect: connection refused\n",
			"engine went away: error during connect" },
		{ "Get \"http://%2Frun%2Fdocker.sock/v1.51/info\": "
		  "unexpected EOF\n",
			"engine went away: Get" },
		{ "EOF\n", "engine went away: EOF" },
		{ "yaml: line 3: did not find expected key\n",
			"compose.yaml cannot be read" },
		{ "something\nnobody has \033[31mseen\n",
			"docker compose failed: nobody has" },
		{ "", "docker compose failed" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = { 0 };

		assert_int_equal(compose_error_set(cases[i].said, &err), -1);
		assert_int_equal(err.code, ERR_STACK);
		if (!strstr(said(err.msg), cases[i].cause) ||
			strchr(said(err.msg), '\033'))
			fail_msg("%s -> %s", cases[i].said, said(err.msg));
	}
}

/* A port is moved by its own variable; Docker Desktop, a snap. */
static void
the_hint_of_a_failure_of_compose_can_be_followed(void **state)
{
	static const struct {
		const char *said, *cause, *hint;
	} cases[] = {
		{ "Error response from daemon: Ports are not available: "
		  "exposing port TCP 127.0.0.1:5432 -> 0.0.0.0:0: listen tcp "
		  "127.0.0.1:5432: bind: An attempt was made to access a "
		  "socket in a way forbidden by its access permissions.\n",
			"a port is taken or reserved: Ports are",
			"CDCLAB_POSTGRES_PORT=15432" },
		{ "Error response from daemon: Ports are not available: "
		  "exposing port TCP 127.0.0.1:29092 -> 127.0.0.1:0: listen "
		  "tcp4 127.0.0.1:29092: bind: address already in use\n",
			"a port is taken or reserved: Ports are",
			"CDCLAB_KAFKA_PORT=39092" },
		{ "Error: Bind for 0.0.0.0:9187 failed: port is already "
		  "allocated\n",
			"a port is taken by another container",
			"CDCLAB_POSTGRES_EXPORTER_PORT=19187" },
		{ "Error: driver failed programming external connectivity: "
		  "listen tcp4 127.0.0.1:8083: bind: address already in use\n",
			"a port is taken: Error: driver",
			"CDCLAB_CONNECT_PORT=18083" },
		{ "open /var/lib/snapd/void/compose.yaml: no such file or "
		  "directory\n",
			"Docker cannot read the folder of compose.yaml",
			"your home only" },
		{ "Error response from daemon: error while creating mount "
		  "source path '/opt/cdclab/stack': mkdir /opt/cdclab: "
		  "read-only file system\n",
			"Docker cannot read the folder of compose.yaml",
			"your home only" },
		{ "Error response from daemon: Mounts denied:\nThe path "
		  "/opt/x is not shared from the host and is not known to "
		  "Docker.\n",
			"Docker cannot read the folder of compose.yaml",
			"File sharing" },
		{ "Error response from daemon: failed to create task for "
		  "container: error mounting \"/a/prometheus.yml\" to rootfs: "
		  "not a directory: unknown: Are you trying to mount a "
		  "directory onto a file (or vice-versa)?\n",
			"a file that a container gets is missing",
			"git checkout stack" },
		{ "Error response from daemon: lsetxattr(label="
		  "system_u:object_r:container_file_t:s0) /nfs/x: operation "
		  "not supported\n",
			"SELinux cannot label", "on a disk of this machine" },
		{ "Error response from daemon: Ports are not available: "
		  "exposing port TCP 127.0.0.1:9090 -> 127.0.0.1:0: listen "
		  "tcp 127.0.0.1:9090: bind: Only one usage of each socket "
		  "address (protocol/network address/port) is normally "
		  "permitted.\n",
			"a port is taken or reserved",
			"CDCLAB_PROMETHEUS_PORT=19090" },
		{ "Error starting userland proxy: listen tcp 0.0.0.0:3306: "
		  "bind: An attempt was made to access a socket in a way "
		  "forbidden by its access permissions.\n",
			"a port is taken or reserved", "CDCLAB_MYSQL_PORT" },
		{ "Error response from daemon: error getting default "
		  "registries to try: short-name \"postgres:15\" did not "
		  "resolve to an alias and no unqualified-search registries "
		  "are defined in \"/etc/containers/registries.conf\"\n",
			"this is podman", "unqualified-search-registries" },
		{ "failed to register layer: ApplyLayer exit status 1 stdout: "
		  " stderr: potentially insufficient UIDs or GIDs available "
		  "in user namespace (requested 0:42 for /etc/gshadow): "
		  "lchown /etc/gshadow: invalid argument\n",
			"too few user ids", "--add-subuids" },
		{ "Error response from daemon: client version 1.41 is too "
		  "old. Minimum supported API version is 1.44, please upgrade "
		  "your client to a newer version\n",
			"too old for the engine", "docker-compose-plugin" },
		{ "Error response from daemon: client version 1.47 is too "
		  "new. Maximum supported API version is 1.41\n",
			"too new for the engine", "DOCKER_API_VERSION" },
		{ "error getting credentials - err: exec: "
		  "\"docker-credential-desktop\": executable file not found in "
		  "$PATH, out: ``\n",
			"credential helper is missing", "credsStore" },
		{ "failed to create network cdclab_default: Error response "
		  "from daemon: all predefined address pools have been fully "
		  "subnetted\n",
			"no addresses left", "docker network prune" },
		{ "failed to create network cdclab_default: Error response "
		  "from daemon: could not find an available, non-overlapping "
		  "IPv4 address pool among the defaults to assign to the "
		  "network\n",
			"no addresses left", "VPN" },
		{ "Error response from daemon: driver failed programming "
		  "external connectivity on endpoint x: iptables failed: "
		  "iptables --wait -t nat -A DOCKER -p tcp: iptables: No "
		  "chain/target/match by that name.\n",
			"a firewall has removed", "restart docker" },
		{ "Error response from daemon: cgroups: cgroup mountpoint "
		  "does not exist: unknown\n",
			"no cgroups", "wsl --update" },
		{ "#7 9.1 ssl.SSLCertVerificationError: [SSL: "
		  "CERTIFICATE_VERIFY_FAILED] certificate verify failed\n"
		  "failed to solve: process \"x\" did not complete\n",
			"a proxy replaces certificates", "--driver native" },
		{ "#7 1.1 curl: (60) SSL certificate problem: self-signed "
		  "certificate in certificate chain\n"
		  "failed to solve: process \"x\" did not complete\n",
			"a proxy replaces certificates", "docker load" },
		{ "#7 1.1 curl: (60) SSL certificate problem: unable to get "
		  "local issuer certificate\n"
		  "failed to solve: process \"x\" did not complete\n",
			"a proxy replaces certificates", "docker load" },
		{ "Error response from daemon: Get "
		  "\"https://registry-1.docker.io/v2/\": x509: certificate "
		  "signed by unknown authority\n",
			"certificate is not trusted",
			"update-ca-certificates" },
		{ "Error response from daemon: Get "
		  "\"https://registry-1.docker.io/v2/\": tls: failed to verify "
		  "certificate: x509: certificate signed by unknown "
		  "authority\n",
			"certificate is not trusted",
			"update-ca-certificates" },
		{ "Error response from daemon: Get "
		  "\"https://registry-1.docker.io/v2/\": proxyconnect tcp: "
		  "dial tcp 10.0.0.1:3128: connect: connection refused\n",
			"the proxy that Docker is to use", "Proxies" },
		{ "Error response from daemon: Get "
		  "\"https://registry-1.docker.io/v2/\": net/http: request "
		  "canceled while waiting for connection (Client.Timeout "
		  "exceeded while awaiting headers)\n",
			"registry does not answer", "again" },
		{ "Error response from daemon: unauthorized: incorrect "
		  "username or password\n",
			"refuses your login", "docker logout" },
		{ "\nThe command 'docker' could not be found in this WSL 2 "
		  "distro.\nWe recommend to activate the WSL integration in "
		  "Docker Desktop settings.\n",
			"does not serve this WSL", "WSL integration" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = { 0 };

		compose_error_set(cases[i].said, &err);
		if (!strstr(said(err.msg), cases[i].cause) ||
			!strstr(said(err.hint), cases[i].hint))
			fail_msg("%s -> %s; %s", cases[i].said, said(err.msg),
				said(err.hint));
	}
}

/* What a container wrote before it ended, and only that. */
static void
the_log_of_a_container_tells_why_it_ended(void **state)
{
	static const struct {
		const char *log, *cause, *hint;
	} cases[] = {
		{ "Exception in thread \"main\" "
		  "java.lang.NullPointerException: Cannot invoke "
		  "\"jdk.internal.platform.CgroupInfo.getMountPoint()\" "
		  "because \"anyController\" is null\n\tat a\n",
			"its Java is too old", "-XX:-UseContainerSupport" },
		{ "ts=2026 caller=main.go level=error msg=\"Error loading "
		  "config\" err=\"open /etc/prometheus/prometheus.yml: "
		  "permission denied\"\n",
			"may not read a file", "chcon" },
		{ "Caused by: java.io.FileNotFoundException: "
		  "/kafka/config/metrics.yaml (Permission denied)\n\tat b\n",
			"may not read a file", "chmod -R a+rX stack" },
		{ "exec /usr/local/bin/docker-entrypoint.sh: exec format "
		  "error\n",
			"not made for this machine", "arm64" },
		{ "x509: dial tcp: EOF\n", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = { 0 };

		assert_int_equal(compose_error_of_log(cases[i].log, &err),
			cases[i].cause != NULL);
		if (cases[i].cause &&
			(!strstr(said(err.msg), cases[i].cause) ||
				!strstr(said(err.hint), cases[i].hint)))
			fail_msg("%s -> %s; %s", cases[i].log, said(err.msg),
				said(err.hint));
	}
}

/* Texts of a service's states, each with a bar behind it. */
static void
take_state(void *ctx, const struct event *ev)
{
	assert_int_equal(ev->kind, EV_SERVICE);
	buf_addf(ctx, "%s %s %s|", ev->subject, ev->state,
		ev->text ? said(ev->text) : "-");
}

static void
feed(struct compose_output *output, const char *const *lines, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		output->told_ms = 0; /* whatever the time is */
		compose_output_line(output,
			&(struct event){ .kind = EV_OUTPUT, .text = lines[i] });
	}
}

/* What is told of lines; about: those of one service's image. */
static void
assert_told(const char *const *lines, size_t n, bool about, const char *told)
{
	struct service flink = { .name = "flink", .bit = 1 };
	char project[] = "cdclab";
	struct docker_stack docker = {
		.base = { .services = &flink, .nservice = 1 },
		.project = project,
	};
	struct buf out = { 0 };
	struct sink sink = { .send = take_state, .ctx = &out };
	struct compose_output output = {
		.docker = &docker,
		.sink = &sink,
		.only = about ? &flink : NULL,
	};

	feed(&output, lines, n);
	assert_string_equal(buf_str(&out), told);
	compose_output_release(&output);
	buf_release(&out);
}

static void
an_image_tells_how_much_of_it_has_come(void **state)
{
	static const char *const lines[] = {
		" flink Pulling ",
		" 74379b11ec06 Already exists ",
		" d58138f854fc Downloading [=>      ]    342kB/31.47MB",
		" d58138f854fc Downloading [======> ]  14.26MB/31.47MB",
		" d58138f854fc Retrying in 5 seconds ",
		" d58138f854fc Downloading [>       ]    100kB/31.47MB",
		" 964ba3655adb Downloading [=>      ]  1.25GB/2.1GB",
		" 964ba3655adb Downloading [ no number",
		" d58138f854fc Pull complete ",
		" d58138f854fg Downloading [=>      ]  1.25GB/2.1GB",
	};

	(void)state;
	assert_told(lines, ARRAY_LEN(lines), true,
		"flink pulling 0 MB, 1/1 layers|"
		"flink pulling 0 MB, 1/2 layers|"
		"flink pulling 14 MB, 1/2 layers|"
		"flink pulling 14 MB, 1/2 layers, again in 5 s|"
		"flink pulling 14 MB, 1/2 layers|"
		"flink pulling 1264 MB, 1/3 layers|"
		"flink pulling 1264 MB, 1/3 layers|"
		"flink pulling 1264 MB, 2/3 layers|");
}

static void
a_build_tells_its_steps_and_how_long_they_take(void **state)
{
	static const char *const lines[] = {
		"#0 building with \"default\" instance using docker driver",
		"#1 [flink internal] load build definition from Dockerfile",
		"#6 [flink 2/4] RUN echo one \033[31m",
		"#6 0.435 one",
		"#5 99.0 of another step",
		"#6 DONE 3.0s",
		"#7 [flink connector 3/4] COPY a b",
		"#8 [flink 4/4] RUN apt-get update && apt-get install -y curl",
		"#",
		"# 7",
		"#7 [",
		"#7 [a/",
	};

	(void)state;
	assert_told(lines, ARRAY_LEN(lines), true,
		"flink building 2/4 RUN echo one ^[[31m|"
		"flink building 2/4 RUN echo one ^[[31m (0 s)|"
		"flink building 3/4 COPY a b|"
		"flink building 4/4 RUN apt-get update && apt-get install "
		"-\u2026|");
}

#define LONG "461cfa02571ae0db9a0dc1e0cdb5577484a6d75e68dc38e8acc1"

static void
a_build_tells_how_much_of_its_base_image_has_come(void **state)
{
	static const char *const lines[] = {
		"#5 [flink 1/3] FROM docker.io/library/flink:1.20",
		"#5 resolve docker.io/library/flink:1.20 0.1s done",
		"#5 sha256:4f4fb700ef54" LONG " 0B / 30.43MB 0.2s",
		"#5 sha256:4f4fb700ef54" LONG " 12.58MB / 30.43MB 0.5s",
		"#5 sha256:d58138f854fc 512kB / 1.25GB 0.5s",
		"#5 sha256:d58138f854fc 1.25GB / 1.25GB 31.2s done",
		"#4 sha256:aaaaaaaaaaaa 1MB / 2MB 0.5s",
		"#5 sha256:bbbb 1MB / 2MB 0.5s",
		"#5 sha256:cccccccccccc no number",
		"#5 sha256:cccccccccccc",
		"#5 extracting sha256:4f4fb700ef54" LONG " 0.9s",
		"#6 [flink 2/3] RUN x",
		"#7 [other 1/3] FROM y",
		"#7 sha256:4f4fb700ef54 3MB / 30.43MB 0.5s",
	};

	(void)state;
	assert_told(lines, ARRAY_LEN(lines), true,
		"flink building 1/3 FROM docker.io/library/flink:1.20|"
		"flink building 1/3 0 MB, 0/1 layers: "
		"FROM docker.io/library/flink:1.20|"
		"flink building 1/3 13 MB, 0/1 layers: "
		"FROM docker.io/library/flink:1.20|"
		"flink building 1/3 13 MB, 0/2 layers: "
		"FROM docker.io/library/flink:1.20|"
		"flink building 1/3 1263 MB, 1/2 layers: "
		"FROM docker.io/library/flink:1.20|"
		"flink building 2/3 RUN x|"
		"flink building 1/3 FROM y|"
		"flink building 1/3 3 MB, 0/1 layers: FROM y|");
}

static void
what_is_made_is_told_of_its_service(void **state)
{
	static const char *const lines[] = {
		" Network cdclab_default  Creating",
		" Volume \"cdclab_flink\"  Creating",
		" Container cdclab-flink-1  Creating",
		" Container cdclab-flink-1  Starting",
		" Container other-flink-1  Starting",
		" flink Pulling ",
		" Container cdclab-flink-1  Stopped",
		" Container cdclab-flink-1  Removed",
		"",
		"nonsense",
	};

	(void)state;
	assert_told(lines, ARRAY_LEN(lines), false,
		"flink creating -|flink starting -|flink pulling -|"
		"flink stopped -|");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_answer_is_parsed, fresh),
		cmocka_unit_test_setup(
			a_refusal_is_told_in_the_engine_s_words, fresh),
		cmocka_unit_test_setup(
			an_engine_that_hangs_costs_no_more_than_the_deadline,
			fresh),
		cmocka_unit_test_setup(
			an_engine_that_goes_away_or_lies_is_an_error, fresh),
		cmocka_unit_test_setup(
			no_engine_is_said_with_what_to_do, fresh),
		cmocka_unit_test_setup(
			an_engine_elsewhere_is_refused_with_a_reason, fresh),
		cmocka_unit_test_setup(
			the_current_context_says_where_the_engine_is, fresh),
		cmocka_unit_test(a_log_is_whole_however_its_frames_are_cut),
		cmocka_unit_test(what_is_no_frame_is_taken_as_it_is),
		cmocka_unit_test(the_failures_of_compose_are_named),
		cmocka_unit_test(
			the_hint_of_a_failure_of_compose_can_be_followed),
		cmocka_unit_test(the_log_of_a_container_tells_why_it_ended),
		cmocka_unit_test(an_image_tells_how_much_of_it_has_come),
		cmocka_unit_test(
			a_build_tells_its_steps_and_how_long_they_take),
		cmocka_unit_test(
			a_build_tells_how_much_of_its_base_image_has_come),
		cmocka_unit_test(what_is_made_is_told_of_its_service),
	};

	return cmocka_run_group_tests_name("docker", tests, setup, teardown);
}
