package network

import "strings"

// TranslateChinese gives the name, the kind or the shape of a layer in Chinese, as far as it has words of English: names of parameters,
// such as "layer1.0.conv1", stay as they are in the model's file.
func TranslateChinese(text string) string {
	if whole, ok := chinese[text]; ok {
		return whole
	}
	parts := strings.Split(text, ", ")
	for i, part := range parts {
		parts[i] = translatePart(part)
	}
	return strings.Join(parts, "，")
}

// translatePart translates what stands between two commas: as a whole, or its first words with sizes behind them.
func translatePart(part string) string {
	if whole, ok := chinese[part]; ok {
		return whole
	}
	if strings.Contains(part, " × ") {
		return strings.ReplaceAll(part, "any", "任意")
	}
	if words, sizes := cutSizes(part); sizes != "" {
		if translated, ok := chinese[words]; ok {
			return translated + " " + sizes
		}
	}
	return part
}

// cutSizes cuts "convolution 7×7 /2" before its first number.
func cutSizes(part string) (words, sizes string) {
	i := strings.IndexAny(part, "0123456789")
	if i < 1 {
		return part, ""
	}
	return strings.TrimSpace(part[:i]), part[i:]
}

var chinese = map[string]string{
	"photo": "照片", "photo A": "照片 A", "photo B": "照片 B", "distance": "距离", "Euclidean": "欧氏", "input": "输入", "any size": "任意尺寸",
	"detector": "检测器", "landmarks": "关键点", "chip": "对齐的人脸", "recogniser": "识别器",
	"frozen": "冻结", "68 points": "68 个关键点", "aligned by five points": "按五个点对齐", "mirror sum to length 1": "与镜像求和后归一化",
	"dense": "全连接", "from the identity": "从恒等映射开始", "to length 1": "归一化", "if switched on": "按需启用",
	"warped to the mean shape": "变形到平均脸形", "bilinear": "双线性", "antialiased": "抗混叠", "grey": "灰度",
	"convolution": "卷积", "batch normalisation": "批归一化", "maximum": "最大池化", "mean": "平均池化", "sum": "求和", "flatten": "展平",
	"length 1": "归一化", "mean with mirror": "与镜像取平均", "own mean": "减去均值", "deviation 1": "标准差 1",
	"gradients": "梯度", "4th power": "四次方", "divided by mean": "除以均值", "root": "开方",
	"each to length 1": "各自归一化", "together": "合并", "length 1 and 0.8": "长度 1 与 0.8", "mean of 5 places": "5 处取平均",
	"mirror mean": "与镜像取平均", "after training": "训练后",
}
