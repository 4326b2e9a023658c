package pairlist

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"siamface/model/spelling"
)

// The lists of Labeled Faces in the Wild (Huang et al., 2007), as its page describes them. A photo is NAME/NAME_0001.jpg.
//
// pairs.txt begins with the number of folds and of pairs of each kind in a fold (pairsDevTest.txt: with the latter alone). Each
// fold has the genuine pairs, NAME n m, and then the impostor pairs, NAME n NAME m. people.txt begins with the number of folds, each
// of which with that of its people; a line is NAME and how many photos there are (peopleDevTest.txt: no folds). All pairs of
// photos of a fold's people are then meant. Columns are parted by tabs, here and there by spaces or commas.

// lfwReader reads such a list.
type lfwReader struct {
	list     *List
	head     []int // the numbers of the first line
	fold     int   // that is being read, from 1
	impostor bool  // the last pair was one
	people   []lfwPerson
	line     int

	isThere func(stem string) bool // nil: all are
	missing int                    // photos of people.txt that aren't there
	sample  string                 // the first of them that wasn't paired
}

// lfwPerson is someone of people.txt.
type lfwPerson struct {
	name   string
	photos int
	line   int
}

// readLFW reads a list in the manner of pairs.txt or people.txt.
func readLFW(text *bufio.Reader, skip int, isThere func(string) bool) (List, error) {
	l := &lfwReader{list: &List{Stems: true, Dialect: "LFW's pairs"}, fold: 1, isThere: isThere}
	lines := bufio.NewScanner(text)
	lines.Buffer(make([]byte, 0, 4096), MaxLine)
	for lines.Scan() {
		if l.line++; l.line <= skip {
			continue
		}
		if err := l.readFields(lfwFields(lines.Text())); err != nil {
			return List{}, fmt.Errorf("list of pairs, line %d: %w", l.line, err)
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return List{}, fmt.Errorf("list of pairs, line %d: a line has more than %d bytes: %w", l.line+1, MaxLine, ErrTooLong)
	}
	if err := lines.Err(); err != nil && err != io.EOF {
		return List{}, fmt.Errorf("can't read the list of pairs: %w", err)
	}
	return l.endList()
}

// readFields takes the columns of a line.
func (l *lfwReader) readFields(row []string) error {
	switch {
	case len(row) == 0 || strings.EqualFold(row[0], "name") && len(row) > 1 && strings.HasPrefix(strings.ToLower(row[1]), "imagenum"):
		return nil
	case len(row) <= 2 && areNumbers(row) && len(l.list.Pairs) == 0:
		return l.readNumbers(row)
	case len(row) == 2 && areNumbers(row[1:]):
		return l.addPerson(row)
	case len(row) == 3 && areNumbers(row[1:]):
		return l.addPair(row[0], row[1], row[0], row[2])
	case len(row) == 4 && areNumbers(row[1:2]) && areNumbers(row[3:]):
		return l.addPair(row[0], row[1], row[2], row[3])
	}
	return fmt.Errorf("%q is neither NAME n m nor NAME n NAME m, as in LFW's pairs.txt", shortenText(strings.Join(row, " ")))
}

// readNumbers takes the first line, and in people.txt the number of a fold's people.
func (l *lfwReader) readNumbers(row []string) error {
	if len(l.people) > 0 {
		if err := l.endFold(); err != nil {
			return err
		}
		l.fold++
	}
	for _, text := range row {
		n, _ := strconv.Atoi(text) // areNumbers has seen it
		l.head = append(l.head, n)
	}
	return nil
}

func (l *lfwReader) addPair(name, photo, other, photoOfOther string) error {
	genuine := name == other
	if genuine && l.impostor {
		l.fold++
	}
	l.impostor = !genuine
	x, err := lfwFile(name, photo)
	if err != nil {
		return err
	}
	y, err := lfwFile(other, photoOfOther)
	if err != nil {
		return err
	}
	return l.list.addPair(Pair{FileX: x, FileY: y, Same: genuine, Fold: strconv.Itoa(l.fold)}, l.line)
}

// lfwFile is a photo of LFW without its ending.
func lfwFile(name, photo string) (string, error) {
	n, err := strconv.Atoi(photo)
	if err != nil || n < 1 {
		return "", fmt.Errorf("%q is no number of a photo", shortenText(photo))
	}
	return fmt.Sprintf("%s/%s_%04d", name, name, n), nil
}

func (l *lfwReader) addPerson(row []string) error {
	n, _ := strconv.Atoi(row[1])
	if n > MaxPairs {
		return fmt.Errorf("%d photos of one person: %w", n, ErrTooLong)
	}
	l.list.Dialect = "LFW's people"
	l.people = append(l.people, lfwPerson{row[0], n, l.line})
	return nil
}

// endFold makes all pairs of the photos of a fold's people.
func (l *lfwReader) endFold() error {
	type photo struct {
		file   string
		person int
	}
	var photos []photo
	for i, p := range l.people {
		for n := range p.photos {
			file, _ := lfwFile(p.name, strconv.Itoa(n+1))
			if l.passesOver(file) {
				if l.missing > 10*MaxMissing { // nobody has so many: the number is a slip, or a trap
					break
				}
				continue
			}
			if photos = append(photos, photo{file, i}); len(photos)*(len(photos)-1)/2 > MaxPairs {
				return fmt.Errorf("more than %d pairs of photos in one fold: %w", MaxPairs, ErrTooLong)
			}
		}
	}
	l.list.grow(len(photos) * (len(photos) - 1) / 2)
	for i, x := range photos {
		for _, y := range photos[i+1:] {
			pair := Pair{FileX: x.file, FileY: y.file, Same: x.person == y.person, Fold: strconv.Itoa(l.fold)}
			if err := l.list.addPair(pair, l.people[y.person].line); err != nil {
				return err
			}
		}
	}
	l.people = nil
	return nil
}

// passesOver tells whether a photo isn't there, and too many others were missing for its pairs to be named.
func (l *lfwReader) passesOver(file string) bool {
	if l.isThere == nil || l.isThere(file) {
		return false
	}
	if l.missing++; l.missing <= MaxMissing {
		return false
	}
	if l.sample == "" {
		l.sample = file
	}
	return true
}

// endList ends the last fold, and says where the numbers of the first line don't fit.
func (l *lfwReader) endList() (List, error) {
	if err := l.endFold(); err != nil {
		return List{}, fmt.Errorf("list of pairs: %w", err)
	}
	if l.sample != "" {
		l.list.Notes = append(l.list.Notes, fmt.Sprintf("The list speaks of far more photos than are there; from %s on those that are missing were left out.", spelling.Show(l.sample)))
	}
	if l.fold == 1 {
		for i := range l.list.Pairs {
			l.list.Pairs[i].Fold = ""
		}
	}
	if l.list.Dialect != "LFW's people" && len(l.head) > 0 {
		l.checkHead()
	}
	return *l.list, nil
}

// checkHead compares the first line with what follows.
func (l *lfwReader) checkHead() {
	folds, each := 1, l.head[len(l.head)-1]
	if len(l.head) > 1 {
		folds = l.head[0]
	}
	genuine := 0
	for _, p := range l.list.Pairs {
		if p.Same {
			genuine++
		}
	}
	if impostor := len(l.list.Pairs) - genuine; genuine != folds*each || impostor != folds*each || l.fold != folds {
		l.list.Notes = append(l.list.Notes, fmt.Sprintf("The first line of the list says %d × %d pairs of each kind; there are %d genuine and %d impostor ones in %d.",
			folds, each, genuine, impostor, l.fold))
	}
}
