package screen

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// What can go wrong with a drag, beside a context that is done; the error's sentence says at which step.
var (
	// ErrNotAware says that the window takes no drops at all.
	ErrNotAware = errors.New("the window takes no drops: it has no property XdndAware of version 3 or later")
	// ErrRefused says that the window doesn't want this drop.
	ErrRefused = errors.New("the window refused the drop")
)

// Drop drags files onto the point (x, y) of the window and returns when the window has taken them. A name that isn't
// absolute counts from the working folder; a file needn't exist.
func (w *Window) Drop(ctx context.Context, x, y int, files ...string) error {
	list, err := uriList(files)
	if err != nil {
		return err
	}
	return w.DropText(ctx, x, y, list)
}

// DropText drags a text onto the window as [Window.Drop] drags files. It is a text/uri-list (RFC 2483): a URI a line,
// lines end with "\r\n".
func (w *Window) DropText(ctx context.Context, x, y int, list string) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	drag, err := w.dragText(ctx, x, y, list)
	if err != nil {
		return err
	}
	return drag.Drop(ctx)
}

// DragAway drags files to the point (x, y) of the window and leaves again without dropping them.
func (w *Window) DragAway(ctx context.Context, x, y int, files ...string) error {
	drag, err := w.Drag(ctx, x, y, files...)
	if err != nil {
		return err
	}
	return drag.Leave()
}

// uriList writes files as a text/uri-list, names encoded as RFC 3986 wants.
func uriList(files []string) (string, error) {
	var list strings.Builder
	for _, name := range files {
		absolute, err := filepath.Abs(name)
		if err != nil {
			return "", fmt.Errorf("%s can't be dragged: %w", name, err)
		}
		file := url.URL{Scheme: "file", Path: absolute}
		list.WriteString(file.String() + "\r\n")
	}
	return list.String(), nil
}
