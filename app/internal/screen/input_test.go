package screen_test

import (
	"strings"
	"testing"
)

const (
	control = "key 0xffe3"
	shift   = "key 0xffe1"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, manner{})
	w := find(t, s)
	if err := w.Focus(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		combo string
		want  []string
	}{
		{"a", []string{"key a"}},
		{"Z", []string{shift, "key Z"}},
		{"?", []string{shift, "key ?"}},
		{"+", []string{shift, "key +"}},
		{"space", []string{"key  "}},
		{"ctrl+o", []string{control, "key ctrl+o"}},
		{"ctrl+shift+s", []string{control, "key ctrl+0xffe1", "key ctrl+S"}},
		{"ctrl++", []string{control, "key ctrl+0xffe1", "key ctrl++"}},
		{"Escape", []string{"key 0xff1b"}},
		{"Tab", []string{"key 0xff09"}},
		{"Return", []string{"key 0xff0d"}},
		{"Down", []string{"key 0xff54"}},
		{"Page_Up", []string{"key 0xff55"}},
		{"F1", []string{"key 0xffbe"}},
		{"alt+F4", []string{"key 0xffe9", "key 0xffc1"}},
	} {
		if err := w.Key(test.combo); err != nil {
			t.Errorf("%s: %v", test.combo, err)
			continue
		}
		c.expect(test.want...)
	}
	c.quiet()
}

func TestType(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, manner{})
	w := find(t, s)
	if err := w.Focus(); err != nil {
		t.Fatal(err)
	}
	if err := w.Type("Hello, all_1\n"); err != nil {
		t.Fatal(err)
	}
	want := []string{shift}
	for _, r := range "Hello, all" {
		want = append(want, "key "+string(r))
	}
	c.expect(append(want, shift, "key _", "key 1", "key 0xff0d")...)
	c.quiet()
}

func TestKeysThatThereAreNot(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, manner{})
	w := find(t, s)
	for _, combo := range []string{"", "Retrun", "strg+o", "ctrl+", "脸", "ctrl+é", "\xff"} {
		if err := w.Key(combo); err == nil {
			t.Errorf("the key %q is pressed", combo)
		}
	}
	if err := w.Type("脸"); err == nil || !strings.Contains(err.Error(), "no key") {
		t.Errorf("error %v, want that the keyboard has no key for it", err)
	}
	c.quiet()
}

func TestPointer(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, manner{})
	w := find(t, s)
	for _, err := range []error{
		w.MoveTo(5, 6), w.Click(20, 30), w.DoubleClick(40, 50), w.RightClick(60, 70), w.Scroll(2), w.Scroll(-1),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	c.expect("pointer at 5,6",
		"pointer at 20,30", "button 1 down at 20,30", "button 1 up at 20,30",
		"pointer at 40,50", "button 1 down at 40,50", "button 1 up at 40,50",
		"button 1 down at 40,50", "button 1 up at 40,50",
		"pointer at 60,70", "button 3 down at 60,70", "button 3 up at 60,70",
		"button 5 down at 60,70", "button 5 up at 60,70", "button 5 down at 60,70", "button 5 up at 60,70",
		"button 4 down at 60,70", "button 4 up at 60,70")
	c.quiet()
}

func TestPull(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, manner{})
	w := find(t, s)
	if err := w.Pull(10, 20, 90, 20); err != nil {
		t.Fatal(err)
	}
	c.expect("pointer at 10,20", "button 1 down at 10,20",
		"pointer at 20,20", "pointer at 30,20", "pointer at 40,20", "pointer at 50,20",
		"pointer at 60,20", "pointer at 70,20", "pointer at 80,20", "pointer at 90,20", "button 1 up at 90,20")
	if err := w.Pull(100, 20, 900, 20); err == nil {
		t.Error("the pointer is pulled out of the window")
	}
	if err := w.Click(200, 0); err == nil {
		t.Error("a click right of the window is made")
	}
}
