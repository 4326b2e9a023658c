package figure_test

import (
	"errors"
	"os"
	"testing"

	"siamface/model/figure"
)

const chineseFont = "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"

var chinese = figure.Labels{
	Genuine: "同一人", Impostor: "不同人", Legend: "{class}：{count} 对", Distance: "距离", Share: "占该类配对的比例",
	Threshold: "识别阈值", Epoch: "轮次", Loss: "损失", Accuracy: "准确率", Train: "训练", Validation: "验证", NoData: "暂无数据",
	FMR: "误识率 FMR", FNMR: "漏识率 FNMR", TAR: "正确接受率 1 − FNMR", Rate: "错误率", EER: "等错误率 EER（FMR = FNMR）",
	Interval: "95 % 置信区间", Unsure: "无法确定", OneClass: "需要同一人和不同人的照片对",
	Closer: "更近的不同人对", Farther: "更远的同一人对",
	Input: "输入", Output: "输出", Parameters: "参数量",
	Frozen: "冻结参数", Trained: "训练参数",
}

func chineseStyle(t *testing.T) figure.Style {
	t.Helper()
	face, err := figure.UseFontFile(chineseFont)
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("no Chinese font here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return figure.Style{Labels: chinese, Font: face}
}

func TestChinesePictures(t *testing.T) {
	style := chineseStyle(t)
	golden(t, "histogram-zh", exampleHistogram(style), 900, 534)
	golden(t, "curves-zh", exampleCurves(style), 1100, 425)
	f := network(t, siamese(), style)
	golden(t, "network-zh", f, 760, figure.HeightFor(f, 760))
}

func TestCanDraw(t *testing.T) {
	style := chineseStyle(t)
	if !figure.CanDraw(style.Font, chinese.Legend, chinese.Threshold, "0.602 %") {
		t.Error("the Chinese font lacks a character of the labels")
	}
	if figure.CanDraw(figure.Style{}.Font, chinese.Legend) {
		t.Error("the default font claims to know Chinese")
	}
	if !figure.CanDraw(figure.Style{}.Font, "64×64×3 – é") {
		t.Error("the default font lacks Western characters")
	}
}
