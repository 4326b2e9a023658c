package pairlist

import (
	"bufio"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// columnNames are what the columns of a list may be called; the first name is ours.
var columnNames = [][]string{
	{"file_x", "file1", "file_1", "file_a", "filea", "image1", "image_1", "image_a", "img1", "img_1", "img_a", "photo1", "photo_1", "path1", "path_1", "left"},
	{"file_y", "file2", "file_2", "file_b", "fileb", "image2", "image_2", "image_b", "img2", "img_2", "img_b", "photo2", "photo_2", "path2", "path_2", "right"},
	{"same", "label", "is_same", "issame", "same_person", "match", "is_match", "genuine"},
	{"fold"},
	{"distance"},
}

// ownColumn is our name of a column.
func ownColumn(column string) string {
	column = strings.ToLower(strings.TrimSpace(strings.Trim(strings.TrimSpace(column), `"`)))
	for _, names := range columnNames {
		if slices.Contains(names, column) {
			return names[0]
		}
	}
	return column
}

// dialect is how a list is written.
type dialect struct {
	comma    rune // what parts the columns
	headless bool // the first line is a pair: file, file, same
	lfw      bool // as the lists of Labeled Faces in the Wild
	skip     int  // lines before the first one that counts
}

// partings are what may part columns.
const partings = ",;\t|"

// sniffDialect tells how a list is written, by its first lines. A list that is nothing that is known counts as comma-separated.
func sniffDialect(text *bufio.Reader) dialect {
	head, _ := text.Peek(sniffed)
	lines := strings.Split(string(head), "\n")
	skip := countPreamble(lines)
	var first, second string
	if skip < len(lines) {
		first = strings.TrimSuffix(lines[skip], "\r")
	}
	for _, line := range lines[min(skip+1, len(lines)):] {
		if second = strings.TrimSpace(line); second != "" {
			break
		}
	}
	d := dialect{comma: ',', skip: skip}
	for _, comma := range partings {
		if isHeader(strings.Split(first, string(comma))) {
			d.comma = comma
			return d
		}
	}
	if isLFW(first, second) {
		d.lfw = true
		return d
	}
	for _, comma := range partings + " " {
		if row := strings.Split(strings.TrimSpace(first), string(comma)); len(row) == 3 {
			if _, err := parseSame(row[2]); err == nil && !strings.ContainsAny(first, `"`) {
				d.comma, d.headless = comma, true
				return d
			}
		}
	}
	return d
}

// countPreamble is the number of lines before the first one that counts: empty ones, remarks (#) and a spreadsheet's sep=;.
func countPreamble(lines []string) int {
	for i, line := range lines[:len(lines)-1] {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") && !strings.HasPrefix(strings.ToLower(line), "sep=") {
			return i
		}
	}
	return len(lines) - 1
}

// isHeader tells a first line that names columns of ours.
func isHeader(columns []string) bool {
	found := 0
	for _, column := range columns {
		if name := ownColumn(column); name == "file_x" || name == "file_y" || name == "same" {
			found++
		}
	}
	return found >= 2
}

// isLFW tells LFW's lists by their first two lines: numbers of folds and pairs, then names with numbers.
func isLFW(first, second string) bool {
	head := lfwFields(first)
	if len(head) > 1 && strings.EqualFold(head[0], "name") && strings.HasPrefix(strings.ToLower(head[1]), "imagenum") {
		return true
	}
	if len(head) == 0 || len(head) > 2 || !areNumbers(head) {
		return false
	}
	row := lfwFields(second)
	switch len(row) {
	case 1:
		return len(head) == 1 && areNumbers(row) // people.txt: of folds, then of people
	case 2, 3:
		return areNumbers(row[1:])
	case 4:
		return areNumbers(row[1:2]) && areNumbers(row[3:])
	}
	return false
}

func areNumbers(fields []string) bool {
	for _, f := range fields {
		if n, err := strconv.Atoi(f); err != nil || n < 0 {
			return false
		}
	}
	return true
}

// lfwFields are the columns of a line.
func lfwFields(line string) []string {
	line = strings.TrimSpace(line)
	if !strings.ContainsAny(line, "\t,") {
		return strings.Fields(line)
	}
	fields := strings.FieldsFunc(line, func(r rune) bool { return r == '\t' || r == ',' })
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	return fields
}

func parseSame(s string) (bool, error) {
	word := strings.ToLower(strings.Trim(strings.TrimSpace(s), `"`))
	switch word {
	case "true", "yes", "t", "y":
		return true, nil
	case "false", "no", "f", "n":
		return false, nil
	}
	switch n, err := strconv.ParseFloat(strings.Replace(word, ",", ".", 1), 64); {
	case err == nil && n == 1:
		return true, nil
	case err == nil && (n == 0 || n == -1):
		return false, nil
	}
	return false, fmt.Errorf("same is %q; it must be 1 or 0, true or false, yes or no", shortenText(s))
}

// shortenText keeps an error readable.
func shortenText(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
