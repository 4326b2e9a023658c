package torch

import (
	"debug/elf"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// TestLoadedWhenNeeded runs this test's own program anew: libtorch isn't there before the first job, and then it is.
func TestLoadedWhenNeeded(t *testing.T) {
	if os.Getenv("LOAD") == "" {
		again(t, "TestLoadedWhenNeeded", "LOAD=1")
		return
	}
	if _, err := Pick("cpu"); err != nil {
		t.Error(err)
	}
	if name, err := FindDevice(t.Context(), "auto"); err != nil || (!hasDriver() && name != "CPU") {
		t.Errorf("the device is %q, %v", name, err)
	}
	Drop(nil)
	if !hasDriver() && loaded(t, "libtorch_cpu.so") != "" {
		t.Error("libtorch is loaded before it is needed")
	}
	if err := Do(t.Context(), func() error { return nil }); err != nil {
		t.Fatal(err)
	}
	if loaded(t, "libtorch_cpu.so") == "" {
		t.Error("libtorch isn't loaded when it is needed")
	}
}

// TestMissing runs this test's own program where there is no libtorch: the reason is said, each time, and the program goes on.
func TestMissing(t *testing.T) {
	if os.Getenv("LOAD") == "" {
		again(t, "TestMissing", "LOAD=1")
		return
	}
	libraryName = func() (string, error) { return "libnone.so", nil }
	for range 2 {
		err := Do(t.Context(), func() error { t.Error("this needs libtorch, and was run"); return nil })
		if err == nil || !strings.Contains(err.Error(), "libnone.so") || strings.Contains(err.Error(), "\n") {
			t.Errorf("without libtorch the error is %v", err)
		}
	}
	if _, err := Pick("auto"); err != nil {
		t.Error(err)
	}
}

// TestHomeless runs this test's own program where no folder can be made in the home directory, and where there is none.
func TestHomeless(t *testing.T) {
	for _, home := range []string{"/proc/none", "/proc", ""} {
		again(t, "TestLoadedWhenNeeded", "LOAD=1", "HOME="+home)
	}
}

// again runs one test of this program in another process.
func again(t *testing.T, name string, environment ...string) {
	t.Helper()
	self := exec.Command(os.Args[0], "-test.run=^"+name+"$", "-test.v")
	self.Env = append(os.Environ(), environment...)
	if out, err := self.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// loaded is the path of a library of this process, "" where it isn't loaded.
func loaded(t *testing.T, name string) string {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Skip("only Linux tells what is loaded")
	}
	for line := range strings.Lines(string(maps)) {
		if strings.Contains(line, name) {
			return line[strings.Index(line, "/") : len(line)-1]
		}
	}
	return ""
}

// TestNothingIsMissing: the linker doesn't look whether all that the program takes from the library is there, so this does.
func TestNothingIsMissing(t *testing.T) {
	if err := Do(t.Context(), func() error { return nil }); err != nil {
		t.Fatal(err)
	}
	has := map[string]bool{}
	for _, s := range symbols(t, loaded(t, "libsiamface-torch-")) {
		has[s.Name] = s.Section != elf.SHN_UNDEF
	}
	n := 0
	for _, s := range symbols(t, os.Args[0]) {
		if s.Section == elf.SHN_UNDEF && s.Version == "" && elf.ST_BIND(s.Info) != elf.STB_WEAK { // what has a version is the C library's
			n++
			if !has[s.Name] {
				t.Errorf("%s is missing in the library", s.Name)
			}
		}
	}
	if n < 2000 {
		t.Errorf("the program takes %d functions from the library, want those of gotch", n)
	}
}

func symbols(t *testing.T, path string) []elf.Symbol {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux loads libtorch by itself")
	}
	f, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := f.DynamicSymbols()
	if err != nil {
		t.Fatal(err)
	}
	return all
}
