package spelling

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// isHarmful tells what moves the cursor, rings, or turns the order of what stands beside it: control characters but line feeds and
// tabs, direction marks, other line ends.
func isHarmful(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.IsControl(r) || r == '\ufeff' || r == '\u2028' || r == '\u2029' || r == '\u061c':
		return true
	}
	return r == '\u200e' || r == '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// Clean is a text fit for a terminal: what is harmful in it is shown by its escape, as Go writes it.
func Clean(text string) string {
	if utf8.ValidString(text) && !strings.ContainsFunc(text, isHarmful) {
		return text
	}
	var b strings.Builder
	_, _ = Cleaner(&b).Write([]byte(text)) // whose end is the text's
	return b.String()
}

// cleaner writes texts fit for terminals and pages.
type cleaner struct {
	w      io.Writer
	escape func(rune) string
}

// Cleaner is a writer that shows what is harmful by its escape, for texts and pages that hold names. Each Write must end with a whole
// character; a broken one is shown byte by byte.
func Cleaner(w io.Writer) io.Writer {
	return cleaner{w, func(r rune) string {
		if r < 0x100 {
			return fmt.Sprintf(`\x%02x`, r)
		}
		return fmt.Sprintf(`\u%04x`, r)
	}}
}

func (c cleaner) Write(data []byte) (int, error) {
	start := 0
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		broken := r == utf8.RuneError && size == 1
		if !broken && !isHarmful(r) {
			at += size
			continue
		}
		text := c.escape(r)
		if broken {
			text = c.escape(rune(data[at]))
		}
		if err := c.put(data[start:at], text); err != nil {
			return start, err
		}
		at += size
		start = at
	}
	if n, err := c.w.Write(data[start:]); err != nil {
		return start + n, err
	}
	return len(data), nil
}

func (c cleaner) put(plain []byte, escaped string) error {
	if _, err := c.w.Write(plain); err != nil {
		return err
	}
	_, err := io.WriteString(c.w, escaped)
	return err
}

// WriteJSON writes a value as indented JSON in which what is harmful is escaped, which readers of JSON undo. Strings that are
// no UTF-8 are as ToText writes them; FromCell gives them back.
func WriteJSON(w io.Writer, v any, indent string) error {
	e := json.NewEncoder(cleaner{w, func(r rune) string { return fmt.Sprintf(`\u%04x`, r) }})
	e.SetIndent("", indent)
	e.SetEscapeHTML(false)
	if v := deepText(reflect.ValueOf(v)); v.IsValid() {
		return e.Encode(v.Interface())
	}
	return e.Encode(v)
}
