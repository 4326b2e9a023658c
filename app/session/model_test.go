package session

import "testing"

func TestModelIsFreedWhenNobodyUsesIt(t *testing.T) {
	m := &Model{}
	m.Hold()
	m.Retire()
	if m.users != 1 || !m.retired {
		t.Errorf("%+v", m)
	}
	m.EndHold()
	if m.users != 0 {
		t.Errorf("%+v", m)
	}
}
