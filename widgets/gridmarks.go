package widgets

import "slices"

// gridMarks are the items of a grid that are marked, in the order of their marking: one, or any number of them.
type gridMarks struct {
	many  bool
	items []int
}

func (m *gridMarks) has(i int) bool { return slices.Contains(m.items, i) }

// last is the item marked last, -1 for none.
func (m *gridMarks) last() int {
	if len(m.items) == 0 {
		return -1
	}
	return m.items[len(m.items)-1]
}

// add marks items, in the place of the one before where only one may be, and returns those that look otherwise now.
func (m *gridMarks) add(items ...int) (changed []int) {
	if !m.many {
		changed = append(m.clear(), items...)
		m.items = items
		return changed
	}
	for _, i := range items {
		if !m.has(i) {
			m.items, changed = append(m.items, i), append(changed, i)
		}
	}
	return changed
}

// remove takes the mark of an item away.
func (m *gridMarks) remove(i int) {
	m.items = slices.DeleteFunc(m.items, func(k int) bool { return k == i })
}

// clear takes all marks away and returns the items that had one.
func (m *gridMarks) clear() (changed []int) {
	changed, m.items = m.items, nil
	return changed
}
