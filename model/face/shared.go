package face

import "sync"

// networkRegistry are the networks that are in memory by their folder, with how many have them: a window opens them for its model and for its
// folder, and one copy serves both.
type networkRegistry struct {
	mu    sync.Mutex // held while networks are read: the second who wants them waits for them
	users map[string]int
	held  map[string]*loaded
}

var registry = networkRegistry{users: map[string]int{}, held: map[string]*loaded{}}

// acquire is the networks of a folder, which are read where nobody has them.
func (s *networkRegistry) acquire(dir string, read func() (*loaded, error)) (*loaded, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users[dir] == 0 {
		l, err := read()
		if err != nil {
			return nil, err
		}
		s.held[dir] = l
	}
	s.users[dir]++
	return s.held[dir], nil
}

// release frees the networks of a folder once all who acquired them have given them back.
func (s *networkRegistry) release(dir string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users[dir]--; s.users[dir] == 0 {
		s.held[dir].free()
		delete(s.users, dir)
		delete(s.held, dir)
	}
}
