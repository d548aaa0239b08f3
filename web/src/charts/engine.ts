// The parts of ECharts that the console uses, and no others: they are most of what is downloaded.
import { BarChart, LineChart } from "echarts/charts";
import {
  DataZoomInsideComponent, DataZoomSliderComponent, GridComponent, MarkAreaComponent,
  MarkLineComponent, MarkPointComponent, TooltipComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([
  BarChart, CanvasRenderer, DataZoomInsideComponent, DataZoomSliderComponent, GridComponent,
  LineChart, MarkAreaComponent, MarkLineComponent, MarkPointComponent, TooltipComponent,
]);

export { init };
