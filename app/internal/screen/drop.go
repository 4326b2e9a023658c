package screen

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"sync"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// What can go wrong with a drag, beside a context that is done; the error's sentence says at which step.
var (
	// ErrNotAware says that the window takes no drops at all.
	ErrNotAware = errors.New("the window takes no drops: it has no property XdndAware of version 3 or later")
	// ErrRefused says that the window doesn't want this drop.
	ErrRefused = errors.New("the window refused the drop")
)

// Drag drags files from outside to the point (x, y) of the window, and hovers there. The error is [ErrNotAware] or
// [ErrRefused] where the window doesn't want them; the drag has ended then.
func (w *Window) Drag(ctx context.Context, x, y int, files ...string) (*Drag, error) {
	list, err := uriList(files)
	if err != nil {
		return nil, err
	}
	return w.dragText(ctx, x, y, list)
}

func (w *Window) dragText(ctx context.Context, x, y int, list string) (*Drag, error) {
	if _, err := w.toScreen(x, y); err != nil {
		return nil, fmt.Errorf("the drag doesn't begin: %w", err)
	}
	if len(list) > maxList {
		return nil, fmt.Errorf("the drag doesn't begin: its list of files has %d bytes, and %d are allowed", len(list), maxList)
	}
	version, err := dropVersion(w)
	if err != nil {
		return nil, fmt.Errorf("the drag doesn't begin: %w", err)
	}
	d := &Drag{
		window: w, list: []byte(list),
		answers: make(chan xproto.ClientMessageEvent), ended: make(chan struct{}),
	}
	d.end = sync.OnceFunc(d.endSource)
	if d.conn, err = xgb.NewConnDisplay(w.screen.Display()); err != nil {
		return nil, fmt.Errorf("the drag doesn't begin: no connection to the display: %w", err)
	}
	if err := d.enterWindow(version); err != nil {
		d.end()
		return nil, fmt.Errorf("the drag doesn't begin: %w", err)
	}
	// The way in starts at the window's corner, as if the files came from outside.
	if err := d.MoveTo(ctx, x, y); err != nil {
		_ = d.Leave() // the refusal is what counts
		return nil, err
	}
	return d, nil
}

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
	ctx, cancel := withDeadline(ctx)
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
