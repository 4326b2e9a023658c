package serverstore

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"unicode/utf8"
)

// PostgreSQL keeps no text that isn't UTF-8, but names of files may be any bytes. A byte that is no part of a character stands there as
// the character firstByte + byte, of those that Unicode leaves to private use; such characters themselves are written byte by byte.
const (
	firstByte = 0x10ff00
	lastByte  = firstByte + 0xff
)

// writeText is a text as the server keeps it.
func writeText(text string) string {
	if utf8.ValidString(text) && !strings.ContainsFunc(text, standsForByte) {
		return text
	}
	var b strings.Builder
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if r == utf8.RuneError && size == 1 || standsForByte(r) {
			for _, c := range []byte(text[at : at+size]) {
				b.WriteRune(firstByte + rune(c))
			}
		} else {
			b.WriteString(text[at : at+size])
		}
		at += size
	}
	return b.String()
}

// readText is the text that writeText wrote.
func readText(kept string) string {
	if !strings.ContainsFunc(kept, standsForByte) {
		return kept
	}
	var b strings.Builder
	for _, r := range kept {
		if standsForByte(r) {
			b.WriteByte(byte(r - firstByte))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func standsForByte(r rune) bool { return r >= firstByte && r <= lastByte }

// text is a name or a path in a statement's arguments.
type text string

// Value is driver.Valuer's.
func (t text) Value() (driver.Value, error) { return writeText(string(t)), nil }

// textTo is where a name or a path is read to.
type textTo struct{ to *string }

// Scan is sql.Scanner's.
func (t textTo) Scan(from any) error {
	kept, ok := from.(string)
	if !ok {
		return fmt.Errorf("the database gives %T where a text stands", from)
	}
	*t.to = readText(kept)
	return nil
}
