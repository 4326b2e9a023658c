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

// TestStartsAnewOnce runs this test's own program, which imports the package as main does, in several environments.
func TestStartsAnewOnce(t *testing.T) {
	if os.Getenv("PRINT_ENVIRONMENT") != "" {
		t.Log("OMP_WAIT_POLICY=" + os.Getenv("OMP_WAIT_POLICY"))
		t.Log("GOMP_SPINCOUNT=" + os.Getenv("GOMP_SPINCOUNT") + ".")
		t.Log("LC_MESSAGES=" + os.Getenv("LC_MESSAGES"))
		t.Log("LC_CTYPE=" + os.Getenv("LC_CTYPE"))
		return
	}
	if runtime.GOOS != "linux" {
		t.Skip("only Linux starts programs anew")
	}
	for name, c := range map[string]struct{ set, want []string }{
		"nothing set":        {nil, []string{"OMP_WAIT_POLICY=passive", "GOMP_SPINCOUNT=3000.", "LC_MESSAGES=\n"}},
		"plain C":            {[]string{"LANG=C.UTF-8"}, []string{"OMP_WAIT_POLICY=passive", "LC_MESSAGES=en\n"}},
		"C for everything":   {[]string{"LC_ALL=C.UTF-8"}, []string{"LC_MESSAGES=en\n", "LC_CTYPE=C.UTF-8\n"}},
		"a language":         {[]string{"LANG=zh_CN.UTF-8"}, []string{"OMP_WAIT_POLICY=passive", "LC_MESSAGES=\n"}},
		"asleep":             {[]string{"OMP_WAIT_POLICY=PASSIVE"}, []string{"GOMP_SPINCOUNT=3000."}},
		"asleep at once":     {[]string{"OMP_WAIT_POLICY=passive", "GOMP_SPINCOUNT=0"}, []string{"GOMP_SPINCOUNT=0."}},
		"the user's own way": {[]string{"OMP_WAIT_POLICY=active", "LANG=C"}, []string{"OMP_WAIT_POLICY=active", "GOMP_SPINCOUNT=.", "LC_MESSAGES=en\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			self := exec.Command(os.Args[0], "-test.run=^TestStartsAnewOnce$", "-test.v")
			self.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool {
				return strings.HasPrefix(v, "LC_") || strings.HasPrefix(v, "LANG") || strings.HasPrefix(v, "OMP_") || strings.HasPrefix(v, "GOMP_")
			}), append(c.set, "PRINT_ENVIRONMENT=1")...)
			out, err := self.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			for _, want := range c.want {
				if !strings.Contains(string(out), want) {
					t.Errorf("no %q in\n%s", want, out)
				}
			}
		})
	}
}
