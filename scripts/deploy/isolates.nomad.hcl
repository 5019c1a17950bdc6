# A job of Nomad: three hosts behind a proxy that routes by id, such as haproxy.cfg beside this file.
job "isolates" {
  type = "service"

  group "hosts" {
    count = 3

    # One host after the other, each once the one before is ready.
    update {
      max_parallel     = 1
      min_healthy_time = "5s"
      health_check     = "checks"
    }

    network {
      port "http" {}
    }

    # New work goes to hosts that are ready.
    service {
      name = "isolates"
      port = "http"
      # Proxies route contexts by it.
      meta { host = "isolates-${NOMAD_ALLOC_INDEX}" }
      check {
        type     = "http"
        path     = "/readyz"
        interval = "1s"
        timeout  = "1s"
      }
    }

    task "serve" {
      # exec gives the task a root folder of its own. It must not forbid namespaces.
      driver = "exec"
      # Above --drain-delay and --drain-timeout together.
      kill_signal  = "SIGTERM"
      kill_timeout = "40s"

      config {
        command = "/usr/local/bin/isolates"
        args = [
          "serve", "--listen", "0.0.0.0:${NOMAD_PORT_http}", "--host-name", "isolates-${NOMAD_ALLOC_INDEX}",
          "--tokens", "${NOMAD_SECRETS_DIR}/tokens", "--max-memory", "1500MB",
        ]
      }

      template {
        data        = "{{ with nomadVar \"nomad/jobs/isolates\" }}{{ .tokens }}{{ end }}"
        destination = "secrets/tokens"
        # The service reads the tokens again.
        change_mode   = "signal"
        change_signal = "SIGHUP"
      }

      resources {
        cpu = 2000
        # Above --max-memory.
        memory = 2048
      }
    }
  }
}
