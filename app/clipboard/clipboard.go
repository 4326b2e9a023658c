// Package clipboard reads pictures and files from the desktop's clipboard and puts pictures onto it: the toolkit's own knows text alone. It
// speaks X11, which also serves a Wayland session by its XWayland, as the toolkit's window does. Elsewhere there is only the toolkit's text.
package clipboard

import (
	"errors"
	"net/url"
	"os"
	"strings"
)

// Content is what was copied; the most telling kind that there is.
type Content struct {
	Files   []string // paths, of a file manager
	Picture []byte   // of a picture file, in the format that its first bytes tell
	Text    string
}

// ErrNone says that there is no clipboard to be reached.
var ErrNone = errors.New("pictures can't be copied here: there is no X11 display; copy the photo's file or its path instead")

// mostBytes is how much is taken from the clipboard.
const mostBytes = 256 << 20

// parseList reads a list of URIs, one a line, as file managers give it; what is no file is left out.
func parseList(text string) (files []string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if u, err := url.Parse(line); err == nil && u.Scheme == "file" && u.Path != "" {
			files = append(files, u.Path)
		}
	}
	return files
}

// ParseText finds the files that a text names: a list of URIs, or paths, one a line, with or without quotes. It is nil where a line
// names nothing that exists.
func ParseText(text string) (files []string) {
	for line := range strings.Lines(text) {
		line = strings.Trim(strings.TrimSpace(line), `"'`)
		if line == "" {
			continue
		}
		path := line
		if strings.HasPrefix(line, "file:") {
			listed := parseList(line)
			if len(listed) == 0 {
				return nil
			}
			path = listed[0]
		}
		if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(path, "~/") {
			path = home + path[1:]
		}
		if _, err := os.Stat(path); err != nil {
			return nil
		}
		files = append(files, path)
	}
	return files
}
