package pairlist

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"siamface/model/spelling"
)

// Rename gives every file of the list the name that find has for it. The error names the line.
func (l *List) Rename(find func(name string) (string, error)) error {
	known := map[string]string{}
	for i := range l.Pairs {
		for _, file := range []*string{&l.Pairs[i].FileX, &l.Pairs[i].FileY} {
			name, seen := known[*file]
			if !seen {
				var err error
				if name, err = find(*file); err != nil {
					return fmt.Errorf("line %d: %w", l.Lines[i], err)
				}
				known[*file] = name
			}
			*file = name
		}
	}
	return nil
}

// Review says what is odd about a list.
type Review struct {
	Rows          int `json:"rows"`
	Repeated      int `json:"repeated"`      // rows whose pair stands above already; it is scored once
	Reversed      int `json:"reversed"`      // of those, the ones that name the files in the other order
	Contradictory int `json:"contradictory"` // rows of pairs that are called genuine and impostor; none of them is scored
	Self          int `json:"self"`          // rows of a file with itself

	examples map[string]string
}

// Review leaves each pair in the list once and those out that contradict themselves, and counts them. A file with itself is
// an error that names the line, unless self says that such pairs are wanted.
func (l *List) Review(self bool) (Review, error) {
	r := Review{Rows: len(l.Pairs), examples: map[string]string{}}
	for i, p := range l.Pairs {
		if path.Clean(p.FileX) != path.Clean(p.FileY) {
			continue
		}
		if !self {
			return r, fmt.Errorf("list of pairs, line %d: %s is paired with itself: that is no pair of photos, and would always count as a match (--self-pairs takes it nevertheless)",
				l.Lines[i], spelling.Show(shortenText(p.FileX)))
		}
		r.Self++
	}
	first := l.findFirst()
	contradicted := map[int32]bool{} // by the first row
	for i, p := range l.Pairs {
		if at := first[i]; l.Pairs[at].Same != p.Same {
			contradicted[at] = true
			r.addExample("contradictory", l, i, int(at))
		}
	}
	r.keepFirst(l, first, contradicted)
	return r, nil
}

// findFirst finds for each pair the first row of the same two files, in any order. It takes a few bytes a pair, for lists have millions.
func (l *List) findFirst() []int32 {
	numbers := map[string]uint64{}
	number := func(file string) uint64 {
		n, known := numbers[file]
		if !known {
			n = uint64(len(numbers))
			numbers[file] = n
		}
		return n
	}
	keys, order, first := make([]uint64, len(l.Pairs)), make([]int32, len(l.Pairs)), make([]int32, len(l.Pairs))
	for i, p := range l.Pairs {
		x, y := number(p.FileX), number(p.FileY)
		keys[i], order[i] = min(x, y)<<32|max(x, y), int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(keys[a], keys[b]), cmp.Compare(a, b)) })
	for i, row := range order {
		if first[row] = row; i > 0 && keys[order[i-1]] == keys[row] {
			first[row] = first[order[i-1]]
		}
	}
	return first
}

// keepFirst leaves the first of each pair in the list, and counts the others.
func (r *Review) keepFirst(l *List, first []int32, contradicted map[int32]bool) {
	for i, p := range l.Pairs {
		at := int(first[i])
		switch {
		case contradicted[first[i]]:
			r.Contradictory++
		case at != i:
			r.Repeated++
			r.addExample("repeated", l, i, at)
			if l.Pairs[at].FileX != p.FileX {
				r.Reversed++
			}
		}
	}
	kept := 0
	for i := range l.Pairs { // in place: a copy would be as large again
		if int(first[i]) == i && !contradicted[first[i]] {
			l.Pairs[kept], l.Lines[kept] = l.Pairs[i], l.Lines[i]
			kept++
		}
	}
	l.Pairs, l.Lines = l.Pairs[:kept], l.Lines[:kept]
}

// addExample keeps the first row of its kind.
func (r *Review) addExample(kind string, l *List, i, at int) {
	if r.examples[kind] == "" {
		p := l.Pairs[i]
		r.examples[kind] = fmt.Sprintf("line %d: %s and %s, as in line %d", l.Lines[i], spelling.Show(p.FileX), spelling.Show(p.FileY), l.Lines[at])
	}
}

// Sentences say what was found odd; none where nothing was.
func (r Review) Sentences() []string {
	var all []string
	if r.Repeated > 0 {
		all = append(all, fmt.Sprintf("%s in the list %s a pair that stands above already (%d of them in the other order), and %s left out (%s).",
			countRows(r.Repeated), pickVerb(r.Repeated, "repeats", "repeat"), r.Reversed, pickVerb(r.Repeated, "is", "are"), r.examples["repeated"]))
	}
	if r.Contradictory > 0 {
		all = append(all, fmt.Sprintf("%s in the list %s one pair the same person and different people, and none of them is scored (%s).",
			countRows(r.Contradictory), pickVerb(r.Contradictory, "calls", "call"), r.examples["contradictory"]))
	}
	if r.Self > 0 {
		all = append(all, fmt.Sprintf("%s in the list %s a file with itself, which always matches.", countRows(r.Self), pickVerb(r.Self, "pairs", "pair")))
	}
	return all
}

func countRows(n int) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}

func pickVerb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// LostPair is a pair that can't be scored, with the file of it that can't be read, and why.
type LostPair struct {
	FileX  string `json:"file_x"`
	FileY  string `json:"file_y"`
	Same   bool   `json:"same"`
	File   string `json:"file"`
	Reason string `json:"reason"`
	Line   int    `json:"line"`
}

// Lost are the pairs of the list with a file that can't be read, by the reasons of these files.
func (l List) Lost(reasons map[string]string) []LostPair {
	lost := []LostPair{}
	for i, p := range l.Pairs {
		at := slices.IndexFunc([]string{p.FileX, p.FileY}, func(file string) bool { return reasons[file] != "" })
		if at < 0 {
			continue
		}
		file := []string{p.FileX, p.FileY}[at]
		lost = append(lost, LostPair{p.FileX, p.FileY, p.Same, file, strings.TrimSuffix(reasons[file], "."), l.Lines[i]})
	}
	return lost
}
