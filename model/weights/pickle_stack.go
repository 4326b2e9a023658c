package weights

import "errors"

// stack is where a pickle's machine puts its values down. Marks are heights: what lies below the last one can't be taken.
type stack struct {
	values []any
	marks  []int
}

var errStack = errors.New("its pickle takes what it has not put down")

func (s *stack) push(v any) error {
	s.values = append(s.values, v)
	return nil
}

// pop takes the top of the stack, but nothing from below the last mark.
func (s *stack) pop() (any, error) {
	floor := 0
	if len(s.marks) > 0 {
		floor = s.marks[len(s.marks)-1]
	}
	if len(s.values) <= floor {
		return nil, errStack
	}
	v := s.values[len(s.values)-1]
	s.values = s.values[:len(s.values)-1]
	return v, nil
}

// popN takes the n topmost values, in the order in which they were put down.
func (s *stack) popN(n int) (tuple, error) {
	values := make(tuple, n)
	for i := n - 1; i >= 0; i-- {
		v, err := s.pop()
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}

// popMark takes everything above the last mark.
func (s *stack) popMark() (tuple, error) {
	if len(s.marks) == 0 {
		return nil, errStack
	}
	values, err := s.popN(len(s.values) - s.marks[len(s.marks)-1])
	s.marks = s.marks[:len(s.marks)-1]
	return values, err
}

func (s *stack) mark() error {
	s.marks = append(s.marks, len(s.values))
	return nil
}

func (s *stack) one() (tuple, error) { return s.popN(1) }

func (s *stack) two() (tuple, error) { return s.popN(2) }

// top is the value that a container instruction adds to; it stays where it is.
func (s *stack) top() (any, error) {
	v, err := s.pop()
	if err != nil {
		return nil, err
	}
	return v, s.push(v)
}
