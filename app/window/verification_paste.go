package window

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"siamface/app/clipboard"
	"siamface/model/file"
)

// paster takes what the clipboard holds as if it had been dropped.
type paster struct {
	w     *Window
	count int
	dir   string // of the pictures that were pasted, until the window closes; "" before the first
}

// patienceWithOwner is how long a program that holds the clipboard may take.
const patienceWithOwner = 10 * time.Second

// paste reads the clipboard in the background: files, a picture, or a text that names files.
func (p *paster) paste() {
	text := fyne.CurrentApp().Clipboard().Content // belongs to Fyne's goroutine
	runInBackground(func() (clipboard.Content, error) {
		ctx, cancel := context.WithTimeout(context.Background(), patienceWithOwner)
		defer cancel()
		return clipboard.Read(ctx)
	}, func(c clipboard.Content, err error) {
		if errors.Is(err, clipboard.ErrNone) {
			c, err = clipboard.Content{Text: text()}, nil
		}
		p.take(c, err)
	})
}

// take opens what was read.
func (p *paster) take(c clipboard.Content, err error) {
	words := p.w.Words
	if err == nil && c.Picture != nil {
		var path string
		if path, err = p.keepPicture(c.Picture); err == nil {
			c.Files = []string{path}
		}
	}
	if c.Files == nil {
		c.Files = clipboard.ParseText(c.Text)
	}
	switch {
	case err != nil:
		p.w.showError(words.Text("paste.cannot"), err)
	case len(c.Files) == 0:
		p.w.notice.say(words.Text("paste.nothing"))
	default:
		dropped := make([]fyne.URI, len(c.Files))
		for i, path := range c.Files {
			dropped[i] = storage.NewFileURI(path)
		}
		p.w.handleDrop(fyne.NewPos(-1, -1), dropped)
	}
}

// keepPicture writes a picture where only this user can read it, until the window closes.
func (p *paster) keepPicture(data []byte) (path string, err error) {
	if p.dir == "" {
		if p.dir, err = os.MkdirTemp("", "siamface-"); err != nil {
			return "", err
		}
	}
	p.count++
	path = filepath.Join(p.dir, "clipboard", fmt.Sprintf("%d.png", p.count)) // told apart by content, whatever it is called
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	return path, file.WriteBytes(path, 0o600, data)
}

// close takes the pasted pictures away.
func (p *paster) close() {
	if p.dir != "" {
		_ = os.RemoveAll(p.dir) // what stays lies among temporary files
		p.dir = ""
	}
}
