// Package filedialog shows the desktop's own dialogs for files, by its portal (the interface org.freedesktop.portal.FileChooser on the
// session bus). Where there is none, the caller shows the toolkit's.
package filedialog

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// ErrNone says that the desktop has no such dialogs.
var ErrNone = errors.New("this desktop has no portal for files")

// Question is what is asked.
type Question struct {
	Title, Accept string   // of the dialog, and of its button
	Folder        string   // where it begins; "" is left to the desktop
	Name          string   // of a file to save
	Kind          string   // what the files are, in a word
	Extensions    []string // that are offered, with their dots; nil: all
	Parent        string   // the window's name for the portal, such as x11:1a; "" for none
}

// HasBus tells whether there is a session bus, on which a portal may answer.
func HasBus() bool {
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return true
	}
	runtime := os.Getenv("XDG_RUNTIME_DIR")
	_, err := os.Stat(filepath.Join(runtime, "bus"))
	return runtime != "" && err == nil
}

// OpenFile asks for a file. It waits for the answer: "" says that nothing was chosen.
func OpenFile(q Question) (path string, err error) {
	var filters []filter
	if len(q.Extensions) > 0 {
		filters = []filter{filterOf(q.Kind, q.Extensions...)}
	}
	return q.ask("OpenFile", options{"filters": filters})
}

// OpenFolder asks for a folder.
func OpenFolder(q Question) (path string, err error) {
	return q.ask("OpenFile", options{"directory": true})
}

// SaveFile asks for a file to write. The desktop asks before one is replaced.
func SaveFile(q Question) (path string, err error) {
	var filters []filter
	for _, ext := range q.Extensions {
		filters = append(filters, filterOf(strings.ToUpper(strings.TrimPrefix(ext, ".")), ext))
	}
	return q.ask("SaveFile", options{"filters": filters, "current_name": q.Name})
}

// filter is a choice of files by their names, as the portal takes it.
type filter struct {
	Name  string
	Rules []rule
}

type rule struct {
	Kind    uint32 // 0: a pattern for names
	Pattern string
}

// filterOf offers files by their extensions, in small and in capital letters.
func filterOf(name string, extensions ...string) filter {
	f := filter{Name: name}
	for _, ext := range extensions {
		f.Rules = append(f.Rules, rule{Pattern: "*" + strings.ToLower(ext)}, rule{Pattern: "*" + strings.ToUpper(ext)})
	}
	return f
}

// pathOf is the path of a file's URI, "" of something else.
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return ""
	}
	return u.Path
}
