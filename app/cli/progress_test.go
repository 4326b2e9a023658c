package cli_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"siamface/app/cli"
	"siamface/model/train"
)

func TestProgressOnATerminal(t *testing.T) {
	var screen bytes.Buffer
	show, end := cli.OnTerminal(&screen)
	show(train.Event{Epoch: 2, Epochs: 4, Step: 5, Steps: 10, Loss: 0.125, PairsPerSecond: 512, Left: 83 * time.Second})
	for _, says := range []string{"Epoch 2/4", "loss 0.1250", "512 pairs/s", "1 min 30 s left"} {
		if !strings.Contains(screen.String(), says) {
			t.Errorf("the screen shows %q without %q", screen.String(), says)
		}
	}
	end()
	last := screen.String()[strings.LastIndex(strings.TrimRight(screen.String(), "\r"), "\r")+1:]
	if strings.TrimSpace(last) != "" || strings.Contains(screen.String(), "\n") {
		t.Errorf("the line isn't clean at the end: %q", last)
	}
}
