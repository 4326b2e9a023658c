package cli

import "testing"

func TestFillSentence(t *testing.T) {
	for _, c := range []struct{ format, name, want string }{
		{"It is %s.", "Rose L.", "It is Rose L."},
		{"It is %s.", "Rose", "It is Rose."},
		{"%s and more …", "Rose L.", "Rose L. and more …"},
		{"Written to %s.", "..", "Written to ..."},
		{"%s", "a..", "a.."},
	} {
		if got := fillSentence(c.format, c.name); got != c.want {
			t.Errorf("%q with %q gives %q", c.format, c.name, got)
		}
	}
}
