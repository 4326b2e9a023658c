package face

import "sync"

// networkRegistry are the networks that are in memory by their folder, with how many have them: a window opens them for its model and for its
// folder, and one copy serves both.
type networkRegistry struct {
	mu    sync.Mutex // held while networks are read: the second who wants them waits for them
	users map[networkKey]int
	held  map[networkKey]*loaded
}

// networkKey is a folder, and the recogniser beside what lies in it.
type networkKey struct {
	dir  string
	kind *Recogniser
}

var registry = networkRegistry{users: map[networkKey]int{}, held: map[networkKey]*loaded{}}

// acquire is the networks of a folder, which are read where nobody has them.
func (s *networkRegistry) acquire(key networkKey, read func() (*loaded, error)) (*loaded, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users[key] == 0 {
		l, err := read()
		if err != nil {
			return nil, err
		}
		s.held[key] = l
	}
	s.users[key]++
	return s.held[key], nil
}

// release frees the networks of a folder once all who acquired them have given them back.
func (s *networkRegistry) release(key networkKey) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users[key]--; s.users[key] == 0 {
		s.held[key].free()
		delete(s.users, key)
		delete(s.held, key)
	}
}
