package cli_test

import (
	"strings"
	"testing"
)

func TestVersion(t *testing.T) {
	keys(t, succeed(t, "version", "--json").document(t), "version", "libtorch", "device", "go")
	if o := succeed(t, "version"); !strings.HasPrefix(o.stdout, "siamface ") || !strings.Contains(o.stdout, "\nlibtorch ") || !strings.Contains(o.stdout, "\ndevice ") {
		t.Errorf("version says %q", o.stdout)
	}
}
