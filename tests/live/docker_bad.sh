#!/bin/sh
# Bad days of the docker driver, on a real engine and a real registry: each is named, with what to do, nothing is left half-made and nobody
# else's things are touched. Two small stand-ins take the places of flink and its TaskManager.

# shellcheck disable=SC2317 # functions that others call
# shellcheck disable=SC2034 # docker_lib.sh reads it
images_later=1
# shellcheck source=tests/live/docker_lib.sh
. "$(dirname "$0")/docker_lib.sh"
clients
flock -u 9

tidy_bad() {
	for pid in ${registry_pid-} ${slow_pid-} ${tls_pid-}; do
		kill -9 "$pid" 2>/dev/null
	done
	tidy_stack
	engine_end
	# what outlives an engine that was killed
	grep -lsF "$dir/engine" /proc/[0-9]*/cmdline | cut -d/ -f3 | xargs -r kill -9 2>/dev/null
	cut -d' ' -f2 /proc/self/mounts | grep -F "$dir/" | sort -r | xargs -r umount -l
	rm -rf "$dir"
}
trap tidy_bad EXIT

engine_data=$dir/data
engine "$dir/engine" --max-download-attempts 1 --default-address-pool base=172.24.0.0/14,size=16 || {
	tail -n 3 "$dir/engine/log" >&2
	skip "a Docker engine does not run here"
}

# -- the stand-ins, and a registry that has them --------------------------------------------------------------------------------------------

mkdir -p "$dir/root/bin" "$dir/root/www" "$dir/root/tmp" "$dir/big"
cp "$keep/engine/root/bin/busybox" "$dir/root/bin/"
for name in sh sleep httpd dd tail cat printf echo; do
	ln -s busybox "$dir/root/bin/$name"
done
echo '{"taskmanagers":[{"slotsNumber":4,"dataPort":1}]}' >"$dir/root/www/taskmanagers"
tar -C "$dir/root" -c . | docker import - stand-in >/dev/null
tar -C "$dir/root" -c . | docker import --platform linux/arm64 - 127.0.0.1:5000/arm >/dev/null
head -c 40M /dev/urandom >"$dir/big/data"
printf 'FROM stand-in\nCOPY data /data\n' >"$dir/big/Dockerfile"
DOCKER_BUILDKIT=0 docker build -q -t 127.0.0.1:5000/big:1 "$dir/big" >/dev/null

cat >"$dir/registry.yaml" <<C
version: 0.1
storage: { filesystem: { rootdirectory: $dir/registry } }
http: { addr: "127.0.0.1:5000" }
C
docker-registry serve "$dir/registry.yaml" >"$dir/registry.log" 2>&1 &
registry_pid=$!
until_true 60 curl -fs -o /dev/null http://127.0.0.1:5000/v2/
docker push -q 127.0.0.1:5000/big:1 >/dev/null && docker push -q 127.0.0.1:5000/arm >/dev/null
tap $? "a registry has the images"
docker image rm 127.0.0.1:5000/big:1 127.0.0.1:5000/arm >/dev/null

serve='[httpd, -f, -p, "8081", -h, /www]'
export CDCLAB_COMPOSE_FILE="$dir/stand-in.yaml"

# stand IMAGE COMMAND [KEYS]: from now on flink is a container of IMAGE that runs COMMAND
stand() {
	check='healthcheck: !override { test: [CMD, "true"], interval: 1s }, build: !reset null, pull_policy: missing, stop_signal: KILL'
	cat >"$CDCLAB_COMPOSE_FILE" <<C
services:
  flink: { image: "$1", command: !override $2, $check${3:+, $3} }
  flink-taskmanager: { image: stand-in, command: !override [sleep, "1000"], $check }
C
}

# up: flink and its TaskManager
up() {
	run 120 stack up flink --driver docker
}

# free: nobody holds the stack
free() {
	"$CDCLAB" stack down flink --driver docker >/dev/null 2>&1
}

# made_nothing: and nobody is still at it
made_nothing() {
	until_true 60 gone && until_true 30 free
	tap $? "and nothing is left"
}

# -- nobody may, nobody is there, nobody knows how ------------------------------------------------------------------------------------------

stand stand-in "$serve"
chmod 660 "$dir/engine/docker.sock"
chgrp root "$dir/engine/docker.sock"
# as_nobody ARGS...: cdclab as an account that may read everything and write nothing of root's
as_nobody() {
	mkdir -p "$dir/nobody/stack" "$dir/nobody/progress"
	chown -R 65534:65534 "$dir/nobody"
	ln -sfn "$dir/stack/parts" "$dir/nobody/stack/parts"
	CDCLAB_STACK_DIR="$dir/nobody/stack" CDCLAB_STATE_DIR="$dir/nobody/progress" timeout 60 setpriv --reuid 65534 --regid 65534 --clear-groups \
		--inh-caps +dac_read_search --ambient-caps +dac_read_search "$CDCLAB" "$@" >"$dir/out" 2>&1 </dev/null
	code=$?
}
for verb in up status down; do
	as_nobody stack $verb --driver docker
	exits "without permission on the socket, $verb" 3
	says "names the socket" "no permission on Docker's socket $dir/engine/docker.sock (found by DOCKER_HOST)"
	says "and the group" "usermod -aG docker"
done
as_nobody run "$lesson" --driver docker
exits "so does run" 3
says "in the same words" "no permission on Docker's socket"
as_nobody stack up nothing
says "auto takes native, and says why" "driver native: no permission on Docker's socket"

for host in tcp://127.0.0.1:2375 ssh://me@there; do
	DOCKER_HOST=$host run 20 stack up --driver docker
	exits "an engine elsewhere" 3
	says "is refused with the reason" "DOCKER_HOST says $host, and that is not on this machine"
done
mkdir -p "$dir/config"
(
	unset DOCKER_HOST
	DOCKER_CONFIG=$dir/config DOCKER_CONTEXT=gone timeout 20 "$CDCLAB" stack up --driver docker
) >"$dir/out" 2>&1
code=$?
exits "an unknown context" 3
says "is named" "the Docker context gone cannot be read"
meta=$dir/config/contexts/meta/$(printf broken | sha256sum | cut -c1-64)
mkdir -p "$meta"
echo '{"Endpoints":' >"$meta/meta.json"
echo '{"currentContext":"broken"}' >"$dir/config/config.json"
(
	unset DOCKER_HOST
	DOCKER_CONFIG=$dir/config timeout 20 "$CDCLAB" stack up --driver docker
) >"$dir/out" 2>&1
code=$?
exits "a broken context" 3
says "is named with its file" "the Docker context broken cannot be read ($meta/meta.json)"
echo '{"currentContext":' >"$dir/config/config.json"
cp -r "$DOCKER_CONFIG/cli-plugins" "$dir/config/"
DOCKER_CONFIG=$dir/config up
exits "a broken config.json stops nobody who says where the engine is" 0

mkdir -p "$dir/xdg/podman"
XDG_RUNTIME_DIR=$dir/xdg DOCKER_HOST=unix://$dir/xdg/docker.sock run 20 stack up --driver docker
says "an engine without root is started without root" "systemctl --user start docker"
XDG_RUNTIME_DIR=$dir/xdg DOCKER_HOST=unix://$dir/xdg/podman/podman.sock run 20 stack up --driver docker
says "podman is started by its socket" "systemctl --user start podman.socket"
DOCKER_HOST=unix:///nonexistent/podman/podman.sock run 20 stack up --driver docker
says "root's, too" "sudo systemctl start podman.socket"

mkdir "$dir/none" "$dir/only" "$dir/v1" "$dir/alone" "$dir/wsl"
cat >"$dir/wsl/docker" <<'C'
#!/bin/sh
printf "\nThe command 'docker' could not be found in this WSL 2 distro.\nWe recommend to activate the WSL integration in Docker Desktop settings.\n"
exit 1
C
chmod +x "$dir/wsl/docker"
ln -s "$(command -v docker)" "$dir/only/docker"
ln -s "$(command -v docker)" "$dir/v1/docker"
printf '#!/bin/sh\necho "docker-compose version 1.29.2, build unknown"\n' >"$dir/v1/docker-compose"
chmod +x "$dir/v1/docker-compose"
ln -s "$(command -v docker)" "$dir/alone/docker"
ln -s "$(readlink -f "$DOCKER_CONFIG/cli-plugins/docker-compose")" "$dir/alone/docker-compose"
# without DIR: up and down with no other commands than those in DIR, and no plugin
without() {
	PATH=$1 DOCKER_CONFIG=$dir/none /usr/bin/timeout 60 "$CDCLAB" stack down --wipe --driver docker >"$dir/out" 2>&1 </dev/null
	code=$?
}
docker compose version >"$dir/held" 2>&1
DOCKER_CONFIG=$dir/none docker compose version >/dev/null 2>&1 && plugin=1
without "$dir/none"
exits "without the docker command" 3
says "it is said which is missing" "there is no docker command"
without "$dir/wsl"
exits "with Docker Desktop's stand-in for it" 3
says "it is said where the real one is switched on" "Settings, Resources, WSL integration"
if [ -z "${plugin-}" ]; then
	without "$dir/only"
	exits "without compose" 3
	says "it is said which is missing" "there is no docker compose"
	without "$dir/v1"
	exits "with version 1 of compose" 3
	says "it is said what is needed" "this is Docker Compose 1.29, the stack needs 2.21 or newer"
	without "$dir/alone:/usr/bin:/bin"
	exits "with the standalone command" 0
fi
tidy_stack
made_nothing

# -- compose.yaml edited into nonsense ------------------------------------------------------------------------------------------------------

cp -r "$top_srcdir/stack" "$dir/mine" && mkdir "$dir/tree" && mv "$dir/mine" "$dir/tree/stack"
for name in labs lessons; do
	ln -s "$top_srcdir/$name" "$dir/tree/$name"
done
export CDCLAB_DATA_DIR="$dir/tree"
up
exits "with a copy of the files" 0
yaml=$dir/tree/stack/docker/compose.yaml
cp "$yaml" "$dir/whole.yaml"
# nonsense NAME SAYS: the file as it is now
nonsense() {
	up
	exits "$1" 3
	says "is said: $2" "$2"
	cp "$dir/whole.yaml" "$yaml"
}
docker stop -t 0 "$(box flink-taskmanager)" >/dev/null
echo '  : [' >>"$yaml"
nonsense "compose.yaml that is no YAML" "compose.yaml cannot be read"
sed -i 's/^    mem_limit/    memlimit/' "$yaml"
nonsense "an unknown key" "memlimit"
sed -i 's/:8081"/:eighty"/' "$yaml"
nonsense "a port that is no number" "eighty"
sed -i '/^  flink-taskmanager:/,/^$/d' "$yaml"
printf 'services: { flink: { image: stand-in } }\n' >"$CDCLAB_COMPOSE_FILE"
nonsense "a service that was removed" "flink-taskmanager"
echo '  : [' >>"$yaml"
run 20 stack status flink
exits "status needs no file" 0
run 60 stack down --wipe --driver docker
exits "nor does down" 0
made_nothing
unset CDCLAB_DATA_DIR

# -- others on the same engine --------------------------------------------------------------------------------------------------------------

stand stand-in "$serve"
docker run -d --name lodger -p 127.0.0.1:8081:8081 stand-in sleep 1000 >/dev/null
up
exits "a port that a container has" 3
says "is told with its name" "port 8081 at 127.0.0.1 is taken by the container lodger"
made_nothing
docker rm -f lodger >/dev/null
mkdir "$dir/other"
cat >"$dir/other/compose.yaml" <<C
services:
  flink: { image: stand-in, stop_signal: KILL, command: [sleep, "1000"], ports: ["127.0.0.1:8081:8081"], volumes: ["data:/data"] }
  postgres: { image: stand-in, stop_signal: KILL, command: [sleep, "1000"], volumes: ["data:/data"] }
volumes: { data: }
C
(cd "$dir/other" && docker compose -p other up -d) >/dev/null 2>&1
up
exits "a port that another project has" 3
says "is told with it" "is taken by the container other-flink-1 of the compose project other"
sed -i 's/, ports: .*"\], v/, v/' "$dir/other/compose.yaml"
(cd "$dir/other" && docker compose -p other up -d) >/dev/null 2>&1
others() {
	docker ps -q --no-trunc --filter label=com.docker.compose.project=other | sort
	docker volume ls -q --filter label=com.docker.compose.project=other
}
before=$(others)
up
exits "beside a project with the same services" 0
run 20 stack kill flink
exits "kill" 0
run 60 stack down --wipe
exits "and down --wipe" 0
[ "$before" = "$(others)" ]
tap $? "do not touch it"
(cd "$dir/other" && docker compose -p other down -v) >/dev/null 2>&1

docker run -d --name cdclab-flink-1 stand-in sleep 1000 >"$dir/held"
up
exits "a foreign container with a name of ours" 3
says "is named" "cdclab-flink-1"
made_nothing
[ -n "$(docker ps -q --no-trunc --filter id="$(cat "$dir/held")")" ]
tap $? "and it runs on"
docker rm -f cdclab-flink-1 >/dev/null

# -- behind our back ------------------------------------------------------------------------------------------------------------------------

# shellcheck disable=SC2016
stand stand-in '[sh, -c, "printf \"\\033[31mred\\007\\n\"; exec httpd -f -p 8081 -h /www"]'
up
exits "a server that colours its log" 0
run 20 stack logs flink
says "is shown" "[31mred"
! LC_ALL=C grep -q "$(printf '[\033\007]')" "$dir/out"
tap $? "and sends nothing to the terminal"
docker rename cdclab-flink-1 renamed
run 20 stack status flink
exits "a container that was renamed is found" 0
up
exits "and kept by up" 0
docker restart -t 0 renamed >/dev/null
run 20 stack status flink
exits "one that was restarted is found" 0
docker rm -f renamed >/dev/null
run 20 stack status flink
says "one that was removed is stopped" "stopped"
up
exits "and up makes it again" 0
run 60 stack down
exits "down" 0
[ "$(docker volume ls -q --filter label=com.docker.compose.project=cdclab | wc -l)" = 4 ]
tap $? "keeps the volumes"
tidy_stack
made_nothing

# -- memory, ends -----------------------------------------------------------------------------------------------------------------------------

stand stand-in '[sh, -c, "sleep 0.5; echo hungry; tail /dev/zero"]' 'mem_limit: 8m'
up
exits "a server that gets too little memory" 3
says "is named" "flink: its container ran out of memory"
says "with what to do" "raise mem_limit of flink"
made_nothing
stand stand-in '[sh, -c, "httpd -p 8081 -h /www; until [ -e /tmp/eat ]; do sleep 0.1; done; tail /dev/zero"]' 'mem_limit: 8m'
up
exits "one that has enough for now" 0
docker exec "$(box flink)" sh -c ': >/tmp/eat'
hungry() { "$CDCLAB" stack status flink 2>&1 | grep -q "OOM-killed"; }
until_true 60 hungry
tap $? "is said to have been OOM-killed later"
tidy_stack
stand stand-in '[sh, -c, "echo FATAL: no luck; exit 3"]'
up
exits "a server that ends at once" 3
says "is named with its last word" "flink: its container has ended (exit 3): FATAL: no luck"
made_nothing

stand stand-in '[sh, -c, "echo working; exit 137"]'
up
exits "a server that was killed, without the kernel's mark" 3
says "is said to be, and for what" "its container was killed (exit 137), most likely for lack of memory; its log: working"
says "with what to do" "raise mem_limit of flink"
made_nothing
stand stand-in '[sh, -c, "echo \"Cannot invoke \\\"jdk.internal.platform.CgroupInfo.getMountPoint()\\\"\"; exit 1"]'
up
says "a Java that does not know this kernel's cgroups is named" "flink: its Java is too old for the cgroups of this kernel"
made_nothing

# -- networks -------------------------------------------------------------------------------------------------------------------------------

n=0
while docker network create "pool$n" >/dev/null 2>&1; do n=$((n + 1)); done
stand stand-in "$serve"
up
exits "an engine that has no addresses left" 3
says "is said to have none" "Docker has no addresses left for a network"
says "with what to do" "docker network prune"
docker network prune -f >/dev/null
up
exits "which helps" 0
tidy_stack
made_nothing

# -- images ---------------------------------------------------------------------------------------------------------------------------------

# no_image IMAGE NAME SAYS
no_image() {
	stand "$1" "$serve"
	up
	exits "$2" 3
	says "is said of the service and the image" "flink: image $1: $3"
	made_nothing
}
no_image 127.0.0.1:5000/big:none "a tag that is not there" "the registry has no such image or tag"
no_image 127.0.0.1:5000/none:1 "an image that is not there" "the registry has no such image or tag"
no_image 127.0.0.1:5009/big:1 "a registry that is not there" "the image registry cannot be reached"
no_image none.invalid/big:1 "a registry that has no address" "the image registry cannot be"
no_image UPPER:1 "a name that is none" "an image has no valid name"
ip addr add 10.9.9.9/32 dev lo
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=10.9.9.9 -addext subjectAltName=IP:10.9.9.9 -keyout "$dir/key" -out "$dir/cert" 2>/dev/null
sed "s|127.0.0.1:5000\"|10.9.9.9:5443\", tls: { certificate: $dir/cert, key: $dir/key }|" "$dir/registry.yaml" >"$dir/tls.yaml"
docker-registry serve "$dir/tls.yaml" >"$dir/tls.log" 2>&1 &
tls_pid=$!
until_true 60 curl -fsk -o /dev/null https://10.9.9.9:5443/v2/
no_image 10.9.9.9:5443/big:1 "a registry behind a certificate that nobody knows" "the image registry's certificate is not trusted"
says "with what to do" "update-ca-certificates"
kill "$tls_pid"
mkdir -p "$dir/helper"
cp -rL "$DOCKER_CONFIG/cli-plugins" "$dir/helper/"
echo '{"credsStore":"desktop"}' >"$dir/helper/config.json"
engine_config=$DOCKER_CONFIG
export DOCKER_CONFIG="$dir/helper"
no_image 127.0.0.1:5000/big:none "a credential helper that is not there" "Docker's credential helper is missing"
says "with what to do" "remove credsStore and credHelpers"
echo '{}' >"$dir/helper/config.json"
no_image 127.0.0.1:5000/big:none "without it the registry is asked" "the registry has no such image or tag"
export DOCKER_CONFIG="$engine_config"
cp "$dir/root/bin/busybox" "$dir/root/bin/other"
printf '\267\0' | dd of="$dir/root/bin/other" bs=1 seek=18 conv=notrunc 2>/dev/null
tar -C "$dir/root" -c . | docker import --platform linux/arm64 - foreign >/dev/null
stand foreign '[other, sleep, "1000"]'
up
exits "an image for other machines" 3
says "is said to be" "an image is not made for this machine"
made_nothing
manifest=$(curl -fsSI -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' http://127.0.0.1:5000/v2/arm/manifests/latest | tr -d '\r')
digest=$(echo "$manifest" | sed -n 's/^Docker-Content-Digest: //ip')
size=$(echo "$manifest" | sed -n 's/^Content-Length: //ip')
list=application/vnd.docker.distribution.manifest.list.v2+json
curl -fsS -X PUT -H "Content-Type: $list" http://127.0.0.1:5000/v2/arm/manifests/list -d "{\"schemaVersion\":2,\"mediaType\":\"$list\",\"manifests\":[{
	\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\",\"size\":$size,\"digest\":\"$digest\",
	\"platform\":{\"architecture\":\"arm64\",\"os\":\"linux\"}}]}"
no_image 127.0.0.1:5000/arm:list "a registry that has it for other machines only" "an image is not made for this machine"

# slowly RATE: the registry at port 5001, at so many bytes a second
slowly() {
	python3 "$top_srcdir/tests/live/slow.py" 5001 5000 "$1" &
	slow_pid=$!
	until_true 60 curl -fs -o /dev/null http://127.0.0.1:5001/v2/
}
pulls() { grep -q "flink *pulling" "$dir/first"; }
# up_slowly: in the background, until the image is coming; its pid in $up
up_slowly() {
	"$CDCLAB" stack up flink --driver docker >"$dir/first" 2>&1 </dev/null &
	up=$!
	until_true 60 pulls
	tap $? "the image is coming"
}
slowly 4e6
stand 127.0.0.1:5001/big:1 "$serve"
up_slowly
kill -9 "$slow_pid"
wait "$up"
code=$?
cp "$dir/first" "$dir/out"
exits "a registry that goes away" 3
says "is said of the service and the image" "flink: image 127.0.0.1:5001/big:1: the image registry "
made_nothing
slowly 4e6
for signal in INT KILL; do
	up_slowly
	kill "-$signal" "$up"
	wait "$up" 2>/dev/null
	made_nothing
done
kill -9 "$slow_pid"
stand 127.0.0.1:5000/big:1 "$serve"
ask='{"id":1,"do":"stack","verb":"up","services":["flink"],"driver":"docker"}'
{
	echo "$ask"
	until_true 60 docker top cdclab-flink-1 && until_true 60 curl -fs -o /dev/null http://127.0.0.1:8081/taskmanagers
} | timeout 100 "$CDCLAB-engine" serve >"$dir/out" 2>&1
# a layer that an interrupted pull has left is not counted
grep -qE '"state":"pulling".*layers","[0-9]+","[0-9]+","[12]"' "$dir/out"
tap $? "it is told how much of an image has come"
tidy_stack
docker image rm 127.0.0.1:5000/big:1 >/dev/null

# -- two at once ----------------------------------------------------------------------------------------------------------------------------

# a server that answers once it is told to
late="[sh, -c, \"until [ -e /tmp/go ]; do sleep 0.1; done; exec httpd -f -p 8081 -h /www\"]"
stand stand-in "$late"
# begin: up in the background; its pid in $up
begin() {
	"$CDCLAB" stack up flink --driver docker >"$dir/first" 2>&1 </dev/null &
	up=$!
	until_true 60 begun
	tap $? "containers start"
}
begin
up
exits "a second up" 7
says "is told who is at it" "cdclab stack up, pid"
run 60 stack down --driver docker
exits "and so is a down" 7
until_true 60 docker exec "$(box flink)" sh -c ': >/tmp/go'
wait "$up"
tap $? "the first is not disturbed"
tidy_stack

# -- the engine goes ------------------------------------------------------------------------------------------------------------------------

begin
kill -STOP "$engine_pid"
until_true 60 sh -c "! kill -0 $up"
tap $? "an up whose engine hangs ends by itself"
wait "$up"
code=$?
cp "$dir/first" "$dir/out"
exits "it fails" 3
says "and names the engine" "the Docker engine at"
says "and what is left to do" "stack down --driver docker"
kill -CONT "$engine_pid"
made_nothing
begin
kill -9 "$engine_pid"
wait "$up"
code=$?
cp "$dir/first" "$dir/out"
exits "an up whose engine is killed" 3
says "names the engine" "Docker engine"
says "and what is left to do" "stack down --driver docker"
wait "$engine_pid" 2>/dev/null
# the dead are not buried at once, and an engine takes them for the living
rm -f "$dir/engine/pid" "$dir/engine/exec/containerd/containerd.pid"
engine "$dir/engine"
tap $? "when the engine is back"
made_nothing
stand stand-in "$serve"
up
exits "up works again" 0
tidy_stack
engine_end

# -- a disk that is full --------------------------------------------------------------------------------------------------------------------

mkdir "$dir/small"
mount -t tmpfs -o size=30m none "$dir/small"
engine_data=$dir/small
engine "$dir/engine2"
tap $? "an engine with little room runs"
tar -C "$dir/root" -c . | docker import - stand-in >/dev/null
no_image 127.0.0.1:5000/big:1 "an image that finds no room" "there is no room on the disk"
stand stand-in "$serve"
dd if=/dev/zero of="$dir/small/filler" bs=64k 2>/dev/null
up
exits "a disk that is full" 3
says "is said to be" "there is no room on the disk"
rm -f "$dir/small/filler"
made_nothing
engine_end
umount "$dir/small"

# -- a real server ----------------------------------------------------------------------------------------------------------------------------

flock 9
engine_data=
engine "$dir/engine3"
tap $? "an engine with a real server runs"
wipe_engine
export CDCLAB_COMPOSE_FILE=compose.local.yaml
run 120 stack up postgres --driver docker
exits "it comes up" 0
run 60 stack down
exits "and goes, without its data" 0
export CDCLAB_PASSWORD=another
run 60 stack up postgres
exits "data that was made with another password" 3
says "is not waited for" "password authentication failed"
says "and it is said what to do" "stack down --wipe postgres recreates it"
unset CDCLAB_PASSWORD
run 120 stack up postgres
exits "with the old one it comes up" 0
checks() { grep -q check.start "$dir/out"; }
"$CDCLAB" check "$lesson" --format=events >"$dir/out" 2>&1 </dev/null &
check=$!
until_true 60 checks
kill "$engine_pid"
wait "$check"
code=$?
exits "a check while the engine goes" 1
red connectors-running process "no Docker engine answers"
silent "passes nothing" check.pass
wait "$engine_pid" 2>/dev/null
engine "$dir/engine3"
tidy_stack

finish
