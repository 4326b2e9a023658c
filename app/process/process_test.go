package process_test

import (
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"

	_ "siamface/app/process"
)

// TestLanguage runs this test's own program, which imports the package as main does, in several environments.
func TestLanguage(t *testing.T) {
	if os.Getenv("PRINT_ENVIRONMENT") != "" {
		for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
			t.Logf("%s=%s.", name, os.Getenv(name))
		}
		return
	}
	if runtime.GOOS != "linux" {
		t.Skip("only Linux's environment is changed")
	}
	for name, c := range map[string]struct{ set, want []string }{
		"nothing set":            {nil, []string{"LC_ALL=.", "LC_MESSAGES=.", "LANG=."}},
		"C":                      {[]string{"LANG=C"}, []string{"LC_ALL=.", "LC_MESSAGES=.", "LANG=en."}},
		"C with characters":      {[]string{"LANG=C.UTF-8"}, []string{"LC_ALL=.", "LC_MESSAGES=.", "LANG=en."}},
		"C for everything":       {[]string{"LC_ALL=C.UTF-8", "LANG=zh_CN.UTF-8"}, []string{"LC_ALL=en.", "LC_MESSAGES=.", "LANG=zh_CN.UTF-8."}},
		"C for messages":         {[]string{"LC_ALL=", "LC_MESSAGES=C", "LANG=zh_CN.UTF-8"}, []string{"LC_ALL=.", "LC_MESSAGES=en.", "LANG=zh_CN.UTF-8."}},
		"a language":             {[]string{"LANG=zh_CN.UTF-8"}, []string{"LANG=zh_CN.UTF-8."}},
		"a language before C":    {[]string{"LC_ALL=zh_CN.UTF-8", "LANG=C"}, []string{"LC_ALL=zh_CN.UTF-8.", "LANG=C."}},
		"a language called C…":   {[]string{"LANG=Ceylon"}, []string{"LANG=Ceylon."}},
		"only the waiting set":   {[]string{"OMP_WAIT_POLICY=passive", "LANG=C.UTF-8"}, []string{"LANG=en."}},
		"all of the waiting set": {[]string{"OMP_WAIT_POLICY=passive", "GOMP_SPINCOUNT=0", "LANG=C.UTF-8"}, []string{"LANG=en."}},
	} {
		t.Run(name, func(t *testing.T) {
			self := exec.Command(os.Args[0], "-test.run=^TestLanguage$", "-test.v")
			self.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool {
				return strings.HasPrefix(v, "LC_") || strings.HasPrefix(v, "LANG")
			}), append(c.set, "PRINT_ENVIRONMENT=1")...)
			out, err := self.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			for _, want := range c.want {
				if !strings.Contains(string(out), " "+want+"\n") {
					t.Errorf("no %q in\n%s", want, out)
				}
			}
		})
	}
}
