// The archive as text: the form a person would write, checked by the same reader as any other.
#include "app/demo/site.h"

namespace cems::demo {

namespace {

// IN-01 meters the whole import, so P0001, the virtual point of the whole user, shows the same.
constexpr std::string_view kArchive = R"json({"cems":{"cemsId":"CEMS-SH-0001",
 "name":"上海某智能制造工厂","industryCode":"C3821","regionCode":"310114","voltageLevel":10,
 "transformerCapacity":6300,"area":52000,"annualOutput":36000,
 "energyTypes":["01","02","03","04"],"timeZone":"+08:00",
 "touScheme":"SH-2022-50-TWOPART","rootPointId":"P0001","status":1},
"categories":[
 {"categoryCode":"02","name":"空调与通风","points":[
  {"pointId":"HVAC-01","name":"1号冷热站","parentPointId":"IN-01","level":2,"pointType":3,
   "categoryCode":"02","energyType":"01","subItem":"B","ratedPower":800,
   "flow":1,"controllable":true,"status":1,
   "parameters":[
   {"parameterId":"P","name":"总有功功率",
    "readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0","unit":"kW",
    "interval":"PT1M","decimals":1},
   {"parameterId":"EPI","name":"正向有功电能示值",
    "readingTypeId":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0","unit":"kWh",
    "interval":"PT15M","decimals":2}]},
  {"pointId":"HVAC-02","name":"2号车间空调","parentPointId":"IN-01","level":2,"pointType":3,
   "categoryCode":"02","energyType":"01","subItem":"B","ratedPower":220,
   "flow":1,"controllable":true,"status":1,
   "parameters":[
   {"parameterId":"P","name":"总有功功率",
    "readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0","unit":"kW",
    "interval":"PT1M","decimals":1},
   {"parameterId":"EPI","name":"正向有功电能示值",
    "readingTypeId":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0","unit":"kWh",
    "interval":"PT15M","decimals":2}]}]},
 {"categoryCode":"05","name":"供配电","points":[
  {"pointId":"P0001","name":"总接入点","level":0,"pointType":0,
   "categoryCode":"05","energyType":"01","flow":1,"status":1,
   "parameters":[
   {"parameterId":"P","name":"总有功功率",
    "readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0","unit":"kW",
    "interval":"PT1M","decimals":1},
   {"parameterId":"EPI","name":"正向有功电能示值",
    "readingTypeId":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0","unit":"kWh",
    "interval":"PT15M","decimals":2}]},
  {"pointId":"IN-01","name":"10kV进线","parentPointId":"P0001","level":1,"pointType":1,
   "categoryCode":"05","energyType":"01","voltageLevel":10,"ratedCapacity":6300,"flow":1,"status":1,
   "parameters":[
   {"parameterId":"P","name":"总有功功率",
    "readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0","unit":"kW",
    "interval":"PT1M","decimals":1},
   {"parameterId":"EPI","name":"正向有功电能示值",
    "readingTypeId":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0","unit":"kWh",
    "interval":"PT15M","decimals":2}]}]},
 {"categoryCode":"10","name":"分布式能源","points":[
  {"pointId":"PV-01","name":"屋顶光伏","parentPointId":"P0001","level":1,"pointType":3,
   "categoryCode":"10","energyType":"01","ratedPower":1000,
   "flow":2,"controllable":false,"status":1,
   "parameters":[
   {"parameterId":"P","name":"总有功功率",
    "readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0","unit":"kW",
    "interval":"PT1M","decimals":1},
   {"parameterId":"EPI","name":"正向有功电能示值",
    "readingTypeId":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0","unit":"kWh",
    "interval":"PT15M","decimals":2}]},
  {"pointId":"ESS-01","name":"储能电站","parentPointId":"P0001","level":1,"pointType":3,
   "categoryCode":"10","energyType":"01","ratedPower":500,"ratedCapacity":2000,
   "flow":3,"controllable":true,"status":1,
   "parameters":[
   {"parameterId":"P","name":"总有功功率",
    "readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0","unit":"kW",
    "interval":"PT1M","decimals":1},
   {"parameterId":"EPI","name":"正向有功电能示值",
    "readingTypeId":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0","unit":"kWh",
    "interval":"PT15M","decimals":2},
   {"parameterId":"SOC","name":"荷电状态",
    "readingTypeId":"0.0.0.12.0.1.1101.0.0.0.0.0.0.0.0.-2.0.0","unit":"%",
    "interval":"PT1M","decimals":1}]}]},
 {"categoryCode":"20","name":"水","points":[
  {"pointId":"W-01","name":"自来水总表","parentPointId":"P0001","level":1,"pointType":1,
   "categoryCode":"20","energyType":"02","flow":1,"status":1,
   "parameters":[
   {"parameterId":"W","name":"累计水量",
    "readingTypeId":"0.0.0.1.1.9.58.0.0.0.0.0.0.0.0.0.42.0","unit":"m³",
    "interval":"PT1H","decimals":2}]}]},
 {"categoryCode":"21","name":"燃气","points":[
  {"pointId":"G-01","name":"天然气总表","parentPointId":"P0001","level":1,"pointType":1,
   "categoryCode":"21","energyType":"03","flow":1,"status":1,
   "parameters":[
   {"parameterId":"G","name":"累计燃气量",
    "readingTypeId":"0.0.0.1.1.7.58.0.0.0.0.0.0.0.0.0.42.0","unit":"m³",
    "interval":"PT1H","decimals":2}]}]},
 {"categoryCode":"22","name":"热力","points":[
  {"pointId":"H-01","name":"集中供热总表","parentPointId":"P0001","level":1,"pointType":1,
   "categoryCode":"22","energyType":"04","flow":1,"status":1,
   "parameters":[
   {"parameterId":"H","name":"累计热量",
    "readingTypeId":"0.0.0.1.1.12.12.0.0.0.0.0.0.0.0.9.31.0","unit":"GJ",
    "interval":"PT1H","decimals":3}]}]}]})json";

}  // namespace

std::string_view archive_text() {
  return kArchive;
}

SeriesKey key_of(const Series& series) {
  return {CemsId(kCemsId), PointId(series.point), ParameterId(series.parameter)};
}

}  // namespace cems::demo
