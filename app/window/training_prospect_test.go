package window

import (
	"testing"
	"time"

	"siamface/app/session"
	"siamface/assets"
)

// An estimate is told as exactly as it is worth, with its units.
func TestDescribeEstimate(t *testing.T) {
	for _, c := range []struct {
		took   time.Duration
		en, zh string
	}{
		{45 * time.Second, "45 s", "45 秒"},
		{time.Minute, "1 min", "1 分钟"},
		{90 * time.Second, "1 min 30 s", "1 分 30 秒"},
		{14 * time.Minute, "14 min", "14 分钟"},
		{2 * time.Hour, "2 h", "2 小时"},
		{65 * time.Minute, "1 h 5 min", "1 小时 5 分钟"},
	} {
		en, zh := describeEstimate(session.NewWords(assets.English), c.took), describeEstimate(session.NewWords(assets.Chinese), c.took)
		if en != c.en || zh != c.zh {
			t.Errorf("%v is %q and %q, want %q and %q", c.took, en, zh, c.en, c.zh)
		}
	}
}

// What is left is a clock in the last minutes, and words before.
func TestDescribeLeft(t *testing.T) {
	words := session.NewWords(assets.English)
	for left, want := range map[time.Duration]string{
		0: "", 9*time.Minute + 12*time.Second: "9:20 left", 10*time.Minute + time.Second: "11 min left", 64 * time.Minute: "1 h 5 min left",
	} {
		if got := describeLeft(words, left); got != want {
			t.Errorf("%v is %q, want %q", left, got, want)
		}
	}
}
