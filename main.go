// Siamface learns from a folder of faces whether two photos show the same person. Without arguments, or with photos and folders alone, it
// opens its window; with a verb it works on the command line.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"siamface/app"
	"siamface/app/cli"
	"siamface/app/crash"
	_ "siamface/app/process"
)

func main() {
	os.Exit(runWatched())
}

// runWatched does what the arguments ask for, and returns the exit status. What is known of a bad end is kept.
func runWatched() int {
	watch := crash.Start()
	defer watch.End()
	if paths, ok := app.ListPaths(os.Args[1:]); ok {
		return app.Run(paths)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the first Ctrl-C stops cleanly, a second one at once
	return cli.Run(ctx, os.Args[1:], os.Stdout, os.Stderr)
}
