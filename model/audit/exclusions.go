package audit

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/maruel/natural"

	"siamface/model/file"
)

// Exclusions are the files of a folder that are to be left out: see dataset.Without. They are kept in a file of their own,
// outside of the folder: a name a line, below the folder, with slashes. What begins with # is a remark. A name that could be
// taken for something else (it begins with # or a quote, begins or ends with a space, or holds what can't be printed) is written
// in double quotes, as Go does.
type Exclusions struct {
	files map[string]bool
}

const (
	// maxExclusions is the longest file that is read, in bytes, and maxLine the longest line.
	maxExclusions = 64 << 20
	maxLine       = 1 << 16
)

// Add excludes files, by their names below the folder. The error is about the first name that leads out of it.
func (e *Exclusions) Add(files ...string) error {
	for _, name := range files {
		if err := checkName(name); err != nil {
			return err
		}
		if e.files == nil {
			e.files = map[string]bool{}
		}
		e.files[name] = true
	}
	return nil
}

// Remove takes files in again.
func (e *Exclusions) Remove(files ...string) {
	for _, name := range files {
		delete(e.files, name)
	}
}

// Has tells whether a file is excluded.
func (e *Exclusions) Has(name string) bool { return e.files[name] }

// Files are the excluded files in natural order.
func (e *Exclusions) Files() []string {
	list := make([]string, 0, len(e.files))
	for name := range e.files {
		list = append(list, name)
	}
	// The natural order of odd names goes in a circle: the same files are sorted from the same beginning, so that they come alike.
	slices.Sort(list)
	slices.SortStableFunc(list, natural.Compare)
	return list
}

// checkName wants the name of something below a folder, on whatever system: no absolute path, drive or way up.
func checkName(name string) error {
	slashed := strings.ReplaceAll(name, `\`, "/")
	drive := len(slashed) > 1 && slashed[1] == ':' && (len(slashed) == 2 || slashed[2] == '/') && unicode.IsLetter(rune(slashed[0]))
	if name == "" || drive || strings.HasPrefix(slashed, "/") || !filepath.IsLocal(filepath.FromSlash(slashed)) || strings.ContainsRune(name, 0) {
		return fmt.Errorf("%.60q is no name of a file below the folder of faces", name)
	}
	return nil
}

// ReadExclusions reads a list of excluded files.
func ReadExclusions(path string) (*Exclusions, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("can't open the list of files to leave out: %w", err)
	}
	defer f.Close()
	e, err := ParseExclusions(f)
	if err != nil {
		return nil, fmt.Errorf("can't use %s as a list of files to leave out: %w", path, err)
	}
	return e, nil
}

// RememberedFile is where the window remembers which files of a folder are left out: among the program's own things, not the user's
// photos.
func RememberedFile(root string) (string, error) {
	config, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("this system has no folder for settings: %w", err)
	}
	return filepath.Join(config, "siamface", "left out", fmt.Sprintf("%x.txt", sha256.Sum256([]byte(root)))), nil
}

// ParseExclusions reads the lines of a list. The names are kept as they stand there: dataset.Without takes backslashes for
// slashes. A byte order mark and carriage returns, as Windows leaves them, are ignored.
func ParseExclusions(r io.Reader) (*Exclusions, error) {
	e := new(Exclusions)
	limited := &io.LimitedReader{R: r, N: maxExclusions + 1}
	lines := bufio.NewScanner(limited)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if n == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		name, err := parseLine(line)
		if err == nil && name != "" {
			err = e.Add(name)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if limited.N == 0 {
		return nil, fmt.Errorf("it is longer than %d MB", maxExclusions>>20)
	}
	return e, nil
}

// parseLine is the name in a line, or nothing.
func parseLine(line string) (string, error) {
	line = strings.TrimSpace(line)
	switch {
	case line == "" || line[0] == '#':
		return "", nil
	case line[0] != '"':
		return line, nil
	}
	name, err := strconv.Unquote(line)
	if err != nil || name == "" {
		return "", fmt.Errorf("%s is no name in quotes", line)
	}
	return name, nil
}

// Write writes the list to a file, whole or not at all.
func (e *Exclusions) Write(path string) error {
	return file.Write(path, 0o600, func(w io.Writer) error {
		_, err := io.WriteString(w, e.String())
		return err
	})
}

// String is the list as ParseExclusions reads it.
func (e *Exclusions) String() string {
	var b strings.Builder
	b.WriteString("# Files of the folder of faces that are left out, one a line.\n")
	for _, name := range e.Files() {
		if needsQuotes(name) {
			name = strconv.Quote(name)
		}
		b.WriteString(name + "\n")
	}
	return b.String()
}

func needsQuotes(name string) bool {
	odd := func(r rune) bool { return !unicode.IsPrint(r) }
	return name[0] == '#' || name[0] == '"' || strings.TrimSpace(name) != name || !utf8.ValidString(name) || strings.ContainsFunc(name, odd)
}
