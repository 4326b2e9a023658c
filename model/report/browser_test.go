package report_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"siamface/model/report"
)

// policy forbids the page every script, this test's too.
var policy = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`)

// look counts, in the browser, what can be seen in each language and which pictures came to nothing.
const look = `<script>
const seen = language => [...document.querySelectorAll("main [lang=" + language + "]")].filter(e => e.getClientRects().length).length;
const broken = [...document.images].filter(i => !(i.complete && i.naturalWidth > 0)).length;
const flat = [...document.querySelectorAll("svg")].filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 100).length;
const english = [seen("en") > 50, seen("zh")];
document.querySelector("label[for=zh]").click();
const chinese = [seen("en"), seen("zh") > 50];
document.body.dataset.result = [document.images.length, broken, flat, english, chinese].join(" ");
</script>`

// TestInABrowser opens the page in Chromium: no picture is broken, and one language at a time is seen.
func TestInABrowser(t *testing.T) {
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium here: the page is only checked as text")
	}
	dir := written(t, document(t, faces(t)), report.Options{Faces: true})
	page := policy.ReplaceAllString(read(t, dir, report.PageFile), "")
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, []byte(strings.Replace(page, "</body>", look+"</body>", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(),
		"--virtual-time-budget=5000", "--dump-dom", "file://"+file).Output()
	if err != nil {
		t.Skipf("chromium doesn't start here: %v", err)
	}
	const want = `data-result="48 0 0 true,0 0,true"`
	if !strings.Contains(string(out), want) {
		t.Errorf("the browser says %s, want %s", regexp.MustCompile(`data-result="[^"]*"`).FindString(string(out)), want)
	}
}
