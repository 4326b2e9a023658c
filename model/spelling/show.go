package spelling

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Show is a name fit for a line of a terminal, a page or a log: one that holds what can't be seen or would move the cursor
// (ESC, BEL, line ends, direction marks, broken UTF-8) is in double quotes with escapes, as Go writes strings.
func Show(name string) string {
	if isPlain(name) {
		return name
	}
	return strconv.Quote(name)
}

// isPlain tells a name that shows as what it is.
func isPlain(name string) bool {
	return utf8.ValidString(name) && !strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) })
}

// Cell is a name fit for a table that a spreadsheet may open. Three kinds are put in double quotes with escapes, as Go writes strings:
// what it could take for a formula (it begins with =, +, - or @), what isn't fit to show, and what begins with a double quote or a
// space. FromCell gives the name back.
func Cell(name string) string {
	if isPlain(name) && !isFormula(name) && !hidesFormula(name) && !strings.HasPrefix(name, `"`) && strings.TrimSpace(name) == name {
		return name
	}
	return strconv.Quote(name)
}

// FromCell is the name that Cell wrote; one that it didn't write is returned as it is.
func FromCell(cell string) string {
	if !strings.HasPrefix(cell, `"`) {
		return cell
	}
	if name, err := strconv.Unquote(cell); err == nil {
		return name
	}
	return cell
}

// isFormula tells what a spreadsheet would compute, full-width signs among it.
func isFormula(name string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(name, unicode.IsSpace))
	return strings.ContainsAny(norm.NFKC.String(string(first)), "=+-@")
}

// hidesFormula tells a formula behind what parts columns in some countries: = in a;=1.
func hidesFormula(name string) bool {
	for i, r := range name {
		if strings.ContainsRune(";|,", r) && isFormula(strings.TrimLeft(name[i+1:], `"' `)) {
			return true
		}
	}
	return false
}

// ToText is a name fit for JSON and other text, which can hold no broken UTF-8: such a name, and one that begins with a
// double quote, is in double quotes with escapes. FromCell gives it back.
func ToText(name string) string {
	if utf8.ValidString(name) && !strings.HasPrefix(name, `"`) {
		return name
	}
	return strconv.Quote(name)
}

// List names some of many: "a, b and 3 more".
func List(names []string, most int) string {
	var shown []string
	for _, name := range names[:min(len(names), most)] {
		shown = append(shown, Show(name))
	}
	text := strings.Join(shown, ", ")
	if more := len(names) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
