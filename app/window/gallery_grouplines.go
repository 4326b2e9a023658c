package window

import "siamface/model/group"

// groupLines are people put together by their faces, one a line, and in a last line the strangers, where there are any. Changes return
// the line to be selected after them.
type groupLines struct {
	people    []group.Person
	strangers group.Person // faces that are nobody's
}

// count is the number of lines.
func (l *groupLines) count() int {
	if len(l.strangers.Files) == 0 {
		return len(l.people)
	}
	return len(l.people) + 1
}

// areStrangers tells whether a line is the strangers'.
func (l *groupLines) areStrangers(i int) bool { return i == len(l.people) && i < l.count() }

// get is who stands in a line; ok is false where there is no such line.
func (l *groupLines) get(i int) (who group.Person, ok bool) {
	switch {
	case i < 0 || i >= l.count():
		return who, false
	case l.areStrangers(i):
		return l.strangers, true
	}
	return l.people[i], true
}

// take takes photos out of a line. A person without any left is gone.
func (l *groupLines) take(i int, photos []int) (apart group.Person) {
	if l.areStrangers(i) {
		l.strangers, apart = l.strangers.Part(photos)
		return apart
	}
	l.people, apart = group.Reject(l.people, i, photos...)
	return apart
}

// split makes another person of photos of a line.
func (l *groupLines) split(i int, photos []int) int {
	if l.areStrangers(i) {
		l.people = group.AddPerson(l.people, l.take(i, photos))
		return len(l.people) - 1
	}
	l.people = group.Split(l.people, i, photos...)
	return i
}

// move gives photos of a line to the person of another.
func (l *groupLines) move(i int, photos []int, to int) int {
	before := len(l.people)
	apart := l.take(i, photos)
	if len(l.people) < before && i < to {
		to--
	}
	l.people = group.Assign(l.people, to, apart)
	return to
}

// reject makes photos of a person strangers'.
func (l *groupLines) reject(i int, photos []int) int {
	l.strangers = l.strangers.Join(l.take(i, photos))
	return i
}
