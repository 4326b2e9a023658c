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
	_ "siamface/app/process"
)

func main() {
	if paths, ok := app.ListPaths(os.Args[1:]); ok {
		os.Exit(app.Run(paths))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the first Ctrl-C stops cleanly, a second one at once
	os.Exit(cli.Run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}
