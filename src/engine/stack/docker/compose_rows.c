#include "config.h"

#include "engine/stack/docker/compose_rows.h"

#include "common/base/buf.h"
#include "common/base/lang.h"

const struct compose_error compose_errors[] = {
	{ BY_COMPOSE, "/snapd/void/",
		N_("Docker cannot read the folder of compose.yaml"),
		N_("Docker from a snap sees your home only, without its hidden "
		   "folders: put cdclab there, or install Docker's own "
		   "packages") },
	{ BY_COMPOSE, "in this WSL",
		N_("Docker Desktop does not serve this WSL distribution"),
		N_("switch it on: Docker Desktop, Settings, Resources, WSL "
		   "integration") },
	{ BY_COMPOSE, "error while creating mount source path",
		N_("Docker cannot read the folder of compose.yaml"),
		N_("Docker from a snap sees your home only, without its hidden "
		   "folders: put cdclab there, or install Docker's own "
		   "packages") },
	{ BY_COMPOSE, "is not shared from the host",
		N_("Docker cannot read the folder of compose.yaml"),
		N_("put cdclab into your home, or add its folder: Docker "
		   "Desktop, "
		   "Settings, Resources, File sharing") },
	{ BY_COMPOSE, "mount a directory onto a file",
		N_("a file that a container gets is missing, and Docker has "
		   "made "
		   "a folder in its place"),
		N_("remove that folder, then git checkout stack") },
	{ BY_COMPOSE, "lsetxattr",
		N_("SELinux cannot label the files that a container gets"),
		N_("put cdclab on a disk of this machine: network drives take "
		   "no "
		   "labels") },
	{ BY_COMPOSE, "did not resolve to an alias",
		N_("this is podman, which looks for images nowhere"),
		N_("put unqualified-search-registries = [\"docker.io\"] into "
		   "/etc/containers/registries.conf") },
	{ BY_COMPOSE, "insufficient UIDs or GIDs",
		N_("Docker without root has too few user ids"),
		N_("sudo usermod --add-subuids 100000-165535 --add-subgids "
		   "100000-165535 $USER, then systemctl --user restart "
		   "docker") },
	{ BY_COMPOSE, "Minimum supported API version",
		N_("the docker command is too old for the engine"),
		N_("update it: docker-ce-cli and docker-compose-plugin") },
	{ BY_COMPOSE, "Maximum supported API version",
		N_("the docker command is too new for the engine"),
		N_("unset DOCKER_API_VERSION, or update the engine") },
	{ BY_COMPOSE, "error getting credentials",
		N_("Docker's credential helper is missing or fails"),
		N_("remove credsStore and credHelpers from "
		   "~/.docker/config.json; "
		   "the images of the course need no login") },
	{ BY_COMPOSE, "address pools have been fully subnetted",
		N_("Docker has no addresses left for a network"),
		N_("docker network prune removes the networks that nobody "
		   "uses") },
	{ BY_COMPOSE, "non-overlapping IPv4 address pool",
		N_("Docker has no addresses left for a network"),
		N_("docker network prune removes the networks that nobody "
		   "uses; a "
		   "VPN may hold the others: up works before it is on") },
	{ BY_COMPOSE, "No chain/target/match by that name",
		N_("a firewall has removed Docker's rules"),
		N_("sudo systemctl restart docker writes them again") },
	{ BY_COMPOSE, "cgroup mountpoint does not exist",
		N_("Docker finds no cgroups"),
		N_("in WSL: wsl --update, then wsl --shutdown; elsewhere: sudo "
		   "systemctl restart docker after a reboot") },
	{ BY_ANY, "CERTIFICATE_VERIFY_FAILED",
		N_("an image cannot be built: a proxy replaces certificates"),
		N_("build where there is none and bring the images over "
		   "(docker "
		   "save, docker load); or --driver native") },
	{ BY_ANY, "self-signed certificate in certificate chain",
		N_("an image cannot be built: a proxy replaces certificates"),
		N_("build where there is none and bring the images over "
		   "(docker "
		   "save, docker load); or --driver native") },
	{ BY_ANY, "unable to get local issuer certificate",
		N_("an image cannot be built: a proxy replaces certificates"),
		N_("build where there is none and bring the images over "
		   "(docker "
		   "save, docker load); or --driver native") },
	{ BY_COMPOSE, "x509: ",
		N_("the image registry's certificate is not trusted, perhaps "
		   "for "
		   "a company's proxy"),
		N_("put the company's root certificate into "
		   "/usr/local/share/ca-certificates, then sudo "
		   "update-ca-certificates && sudo systemctl restart docker") },
	{ BY_COMPOSE, "proxyconnect tcp",
		N_("the proxy that Docker is to use does not answer"),
		N_("systemctl show --property=Environment docker shows it; "
		   "Docker "
		   "Desktop: Settings, Resources, Proxies") },
	{ BY_SERVER, "jdk.internal.platform.CgroupInfo",
		N_("its Java is too old for the cgroups of this kernel"),
		N_("CDCLAB_JAVA_OPTS=-XX:-UseContainerSupport cdclab stack up "
		   "--driver docker; or an older kernel") },
	{ BY_SERVER, "prometheus.yml: permission denied",
		N_("it may not read a file of cdclab"),
		N_("chmod -R a+rX stack; with SELinux: chcon -Rt "
		   "container_file_t "
		   "stack") },
	{ BY_SERVER, "metrics.yaml (Permission denied)",
		N_("it may not read a file of cdclab"),
		N_("chmod -R a+rX stack; with SELinux: chcon -Rt "
		   "container_file_t "
		   "stack") },
	{ BY_ANY, "no space left on device", N_("there is no room on the disk"),
		N_("docker system df shows what takes it, docker system prune "
		   "frees what nobody uses") },
	{ BY_COMPOSE, "no matching manifest",
		N_("an image is not made for this machine"),
		N_("the stack's images are for amd64 and arm64; --driver "
		   "native "
		   "is for amd64") },
	{ BY_SERVER, "exec format error",
		N_("an image is not made for this machine"),
		N_("the stack's images are for amd64 and arm64") },
	{ BY_ANY, "exec format error",
		N_("an image is not made for this machine"),
		N_("the stack's images are for amd64 and arm64") },
	{ BY_COMPOSE, "manifest unknown",
		N_("the registry has no such image or tag"),
		N_("compare stack/docker/compose.yaml with what the registry "
		   "has") },
	{ BY_COMPOSE, "invalid reference format",
		N_("an image has no valid name"),
		N_("put stack/docker/compose.yaml back as it was") },
	{ BY_COMPOSE, "pull access denied", N_("an image is not to be had"),
		N_("is its name right? stack/docker/local-images/build makes "
		   "images without a registry") },
	{ BY_COMPOSE, "No such image", N_("an image is not on this machine"),
		N_("stack/docker/local-images/build makes it") },
	{ BY_COMPOSE, "toomanyrequests",
		N_("the registry gives no more images for now"),
		N_("docker login raises the limit, or wait some hours") },
	{ BY_ANY, "Could not resolve host",
		N_("an image cannot be built without a network"),
		N_("is this machine online? stack/docker/local-images/build "
		   "makes images without it") },
	{ BY_ANY, "Temporary failure",
		N_("an image cannot be built without a network"),
		N_("is this machine online? stack/docker/local-images/build "
		   "makes images without it") },
	{ BY_COMPOSE, "Cannot connect to the Docker daemon",
		N_("the Docker engine went away"),
		N_("look at its log: journalctl -u docker") },
	{ BY_COMPOSE, "error during connect", N_("the Docker engine went away"),
		N_("look at its log: journalctl -u docker") },
	{ BY_COMPOSE, "\"http://%2F", N_("the Docker engine went away"),
		N_("look at its log: journalctl -u docker") },
	{ BY_COMPOSE, "no such host", N_("the image registry cannot be found"),
		N_("is this machine online? stack/docker/local-images/build "
		   "makes images without it") },
	{ BY_COMPOSE, "Client.Timeout exceeded",
		N_("the image registry does not answer"),
		N_("again, when the network is better") },
	{ BY_COMPOSE, "unauthorized: ", N_("the registry refuses your login"),
		N_("docker logout, then again: the images of the course need "
		   "no "
		   "login") },
	{ BY_COMPOSE, "TLS handshake timeout",
		N_("the image registry does not answer"),
		N_("again, when the network is better") },
	{ BY_COMPOSE, "dial tcp", N_("the image registry cannot be reached"),
		N_("is this machine online? stack/docker/local-images/build "
		   "makes images without it") },
	{ BY_COMPOSE, "unexpected EOF", N_("the image registry went away"),
		N_("again, when the network is better; what came is kept") },
	{ BY_COMPOSE, "\": EOF", N_("the image registry went away"),
		N_("again, when the network is better; what came is kept") },
	{ BY_COMPOSE, "connection reset by peer",
		N_("the image registry went away"),
		N_("again, when the network is better; what came is kept") },
	{ BY_ANY, "failed to solve", N_("an image cannot be built"),
		N_("docker compose build in stack/docker shows all of it") },
	{ BY_COMPOSE, "Ports are not available",
		N_("a port is taken or reserved"),
		N_("take another: %s; on Windows this lists what is reserved: "
		   "netsh int ipv4 show excludedportrange protocol=tcp") },
	{ BY_COMPOSE, "forbidden by its access permissions",
		N_("a port is taken or reserved"),
		N_("take another: %s; on Windows this lists what is reserved: "
		   "netsh int ipv4 show excludedportrange protocol=tcp") },
	{ BY_COMPOSE, "port is already allocated",
		N_("a port is taken by another container"),
		N_("docker ps shows whose it is; or take another: %s") },
	{ BY_COMPOSE, "address already in use", N_("a port is taken"),
		N_("ss -ltnp shows by whom; or take another: %s") },
	{ BY_COMPOSE, "is already in use by container",
		N_("a container has a name of ours"),
		N_("docker rm removes it, if you need it no longer") },
	{ BY_COMPOSE, "Additional property",
		N_("compose.yaml has what compose does not know"),
		N_("put stack/docker/compose.yaml back as it was") },
	{ BY_COMPOSE, "validating ",
		N_("compose.yaml is not as compose wants it"),
		N_("put stack/docker/compose.yaml back as it was") },
	{ BY_COMPOSE, "yaml: ", N_("compose.yaml cannot be read"),
		N_("put stack/docker/compose.yaml back as it was") },
	{ BY_COMPOSE, "undefined",
		N_("compose.yaml refers to what is not there"),
		N_("put stack/docker/compose.yaml back as it was") },
	{ BY_COMPOSE, "dependency failed to start",
		N_("a server did not come up"), NULL },
	{ BY_COMPOSE, "EOF", N_("the Docker engine went away"),
		N_("look at its log: journalctl -u docker") },
};

const size_t compose_error_count = ARRAY_LEN(compose_errors);
