package audit

// link says that pictures a < b are copies of one.
type link struct {
	a, b     int
	mirrored bool
}

// copySets are sets of pictures that are copies of one, directly or by others: at first, each picture is a set of its own.
type copySets struct {
	parent   []int  // of a set's first picture, itself
	mirrored []bool // of a set's first picture: one of the set is the others' mirror image
}

func newCopySets(pictures int) *copySets {
	s := &copySets{make([]int, pictures), make([]bool, pictures)}
	for i := range s.parent {
		s.parent[i] = i
	}
	return s
}

// find is the first picture of the set that one is in. It changes nothing: goroutines may ask at once.
func (s *copySets) find(i int) int {
	for s.parent[i] != i {
		i = s.parent[i]
	}
	return i
}

// join makes one set of the pictures of each link.
func (s *copySets) join(links []link) {
	for _, l := range links {
		a, b := s.find(l.a), s.find(l.b)
		first := min(a, b)
		s.mirrored[first] = s.mirrored[a] || s.mirrored[b] || l.mirrored
		for _, i := range []int{l.a, l.b, max(a, b)} {
			s.parent[i] = first // the way there is one step from now on
		}
	}
}
