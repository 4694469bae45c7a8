// The driver of the Go packages: it does what the lines of its standard input say, by the typed API.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime"

	"example.com/driver/protocol"
)

func main() {
	d := newDriver(os.Stdout, runtime.NumGoroutine(), sockets())
	input := bufio.NewReader(os.Stdin)
	for {
		line, err := input.ReadBytes('\n')
		if err != nil {
			return
		}
		var next protocol.Command
		if err := json.Unmarshal(line, &next); err != nil {
			fmt.Fprintln(os.Stderr, "no command:", err)
			return
		}
		if next.Do == "exit" {
			return
		}
		if next.Client == "" {
			next.Client = "main"
		}
		d.begin(&next)
	}
}
