# Looks after the server of one cluster, for tiergate_tests::postgres.
#
# Arguments: the folder of the programs, the folder of the cluster.
# Each line of the input is an order, and is answered with `done` or `failed`. At the end of the
# input, which is also reached if the process that gives the orders is killed, the server is ended
# and the folder removed.

bin=$1 folder=${2:?} server=

order() {
  case $1 in
    initdb) make ;;
    start) start ;;
    stop) end_softly ;;
    kill) end_hard ;;
    save) [ -z "$server" ] && rm -rf "$folder/saved" && cp -Rp "$folder/data" "$folder/saved" ;;
    put-back) [ -z "$server" ] && rm -rf "$folder/data" && cp -Rp "$folder/saved" "$folder/data" ;;
    *) return 1 ;;
  esac
}

make() {
  "$bin/initdb" --pgdata="$folder/data" --auth=trust --username=tiergate --no-sync \
    --encoding=UTF8 --locale=C
}

start() {
  "$bin/postgres" -D "$folder/data" &
  server=$!
  until is_ready; do
    sleep 0.05
    is_alive "$server" || { server=; return 1; }
  done
}

# The server writes its file's first line when it starts, and its eighth when it accepts
# connections. The file may also be one that a killed server left behind.
is_ready() {
  case "$(sed -n '1p;8p' "$folder/data/postmaster.pid" 2>/dev/null | tr '\n' ' ')" in
    "$server ready"*) true ;;
    *) false ;;
  esac
}

end_softly() {
  [ -n "$server" ] && kill -INT "$server" || return
  wait "$server"
  server=
}

# Sends SIGKILL to the server and all of its processes. The server is stopped first, so that it
# neither starts more of them, nor notifies them of each other's end.
end_hard() {
  [ -n "$server" ] && kill -STOP "$server" || return
  processes="$(children) $server"
  for process in $processes; do kill -KILL "$process"; done
  wait "$server"
  server=
  for process in $processes; do
    while is_alive "$process"; do sleep 0.01; done
  done
}

children() {
  if [ -d /proc/self ]; then
    grep -l "^PPid:[[:space:]]*$server\$" /proc/[0-9]*/status | cut -d/ -f3
  else
    ps -A -o pid= -o ppid= | while read -r process parent; do
      [ "$parent" != "$server" ] || echo "$process"
    done
  fi
}

# A process that has ended counts as dead, even if nobody has waited for it.
is_alive() {
  kill -0 "$1" && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status"
}

# The data that the server would write during an orderly shutdown would be removed anyway, so it gets
# SIGQUIT instead.
finish() {
  trap '' INT TERM
  tries=0
  [ -z "$server" ] || kill -QUIT "$server"
  while [ -n "$server" ] && is_alive "$server"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ]; then end_hard; else sleep 0.05; fi
  done
  cd / && rm -rf "$folder"
}

# The server must be ended even if nobody reads the answers any more.
trap '' HUP PIPE
trap 'exit 1' INT TERM
trap finish EXIT

while read -r line; do
  if order "$line" </dev/null >&2; then echo done; else echo failed; fi
done
