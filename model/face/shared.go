package face

import (
	"sync"

	"siamface/model/torch"
)

// home is where networks come from, and the device that they are on.
type home struct {
	dir    string
	device torch.Device
}

// shared are the networks that are in memory, with how many have them: a window opens them for its model and for its folder, and one
// copy serves both.
type shared struct {
	mu    sync.Mutex // held while networks are read: the second who wants them waits for them
	users map[home]int
	held  map[home]*loaded
}

var sharedNetworks = shared{users: map[home]int{}, held: map[home]*loaded{}}

// take is the networks of a home, which are read where nobody has them.
func (s *shared) take(p home, read func() (*loaded, error)) (*loaded, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users[p] == 0 {
		l, err := read()
		if err != nil {
			return nil, err
		}
		s.held[p] = l
	}
	s.users[p]++
	return s.held[p], nil
}

// give frees the networks of a home once all who took them have given them back.
func (s *shared) give(p home) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users[p]--; s.users[p] == 0 {
		s.held[p].free()
		delete(s.users, p)
		delete(s.held, p)
	}
}
