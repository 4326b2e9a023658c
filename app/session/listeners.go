package session

// Listeners are functions that are called when something has changed, in the order in which they were added.
type Listeners struct{ list []func() }

// Add adds a function.
func (l *Listeners) Add(f func()) { l.list = append(l.list, f) }

func (l *Listeners) notify() {
	for _, f := range l.list {
		f()
	}
}
