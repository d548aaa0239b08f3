// The example archive in its three layouts. Invented, except for the form.
#include "tests/catalog/archive_examples.h"

namespace cems::catalog {

std::string_view nested_archive() {
  return R"json({
  "cems": {
    "cemsId": "CEMS-EXAMPLE-01", "name": "示例工厂", "industryCode": "C3821",
    "regionCode": "310114", "contact": "张三丰", "phone": "13812345678", "timeZone": "+08:00",
    "voltageLevel": 10, "area": 52000.50, "energyTypes": ["01", "02"],
    "touScheme": "OWN-SCHEDULE", "rootPointId": "P0", "commissioningDate": "2020-01-31",
    "status": 1, "updateTime": "2024-07-18T14:30:00+08:00", "extension": {"b": 1, "a": [null]}
  },
  "categories": [
    {
      "categoryCode": "05", "name": "供配电", "level": 1, "pointCount": 3,
      "categories": [
        {
          "categoryCode": "0501", "name": "变压器", "level": 2, "description": "10 kV",
          "points": [
            {"pointId": "T1", "name": "1号变压器", "parentPointId": "P0", "pointType": 3,
             "energyType": "01", "ratedCapacity": 1250, "parameters": [
               {"parameterId": "P", "name": "有功功率",
                "readingTypeId": "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0", "unit": "kW",
                "interval": "PT1M", "decimals": 1},
               {"parameterId": "OT", "name": "油温",
                "readingTypeId": "0.0.0.12.0.0.46.0.0.0.0.0.0.0.0.0.23.0", "unit": "°C"}]}
          ]
        }
      ],
      "points": [
        {"pointId": "P0", "name": "全厂", "level": 0, "pointType": 0, "energyType": "01",
         "parameters": [
           {"parameterId": "UNIT_OUTPUT_ENERGY", "name": "单位产值能耗", "unit": "tce/万元"}],
         "points": [
           {"pointId": "IN-01", "name": "进线", "pointType": 1, "energyType": "01", "subItem": "C",
            "multiplier": 8000, "controllable": false, "installDate": "2020-02-29", "status": 1,
            "parameters": [
              {"parameterId": "EPI", "name": "正向有功电能示值",
               "readingTypeId": "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0", "unit": "kWh",
               "interval": "PT15M"}]}
         ]}
      ]
    },
    {
      "categoryCode": "10", "name": "分布式能源",
      "categories": [
        {"categoryCode": "1001", "name": "光伏", "points": [
          {"pointId": "PV-01", "name": "屋顶光伏", "parentPointId": "P0", "energyType": "01",
           "flow": 2, "ratedPower": 800, "parameters": []}]}
      ]
    },
    {"categoryCode": "20", "name": "水", "energyType": "02", "points": [
      {"pointId": "W-01", "name": "总水表", "energyType": "02", "pointType": 1}]}
  ],
  "touSchedules": [{"id": "OWN-SCHEDULE", "name": "自定义", "versions": [
    {"version": "1", "validFrom": "2023-01-01", "rules": [
      {"periods": [{"tou": 2, "from": "08:00", "to": "22:00"}]}]}]}],
  "holidays": [{"year": 2024, "version": "own", "holidays": [
    {"name": "NationalDay", "from": "2024-10-01", "to": "2024-10-08"}]}],
  "drResource": {"responseTypes": [1], "responseModes": [3], "minNotice": "PT1H"},
  "drEvents": [{"eventId": "DR20230808001", "responseType": 1, "responseMode": 3,
    "startTime": "2023-08-08T13:00:00+08:00", "endTime": "2023-08-08T15:00:00+08:00"}],
  "demand": {"billingMode": 4, "contractDemand": 4000},
  "outputs": [{"timePeriod": "2023/2024", "value": 36000, "unit": "万元"}],
  "prices": [{"energyType": "01", "unit": "kWh", "validFrom": "2023-01-01", "price": 0.72}],
  "dataCount": {"total": 5},
  "page": {"pageNo": 1, "pageSize": 100, "totalPages": 1}
})json";
}

std::string_view flat_archive() {
  return R"json({
  "prices": [{"energyType": "01", "unit": "kWh", "validFrom": "2023-01-01", "price": 0.72}],
  "outputs": [{"timePeriod": "2023/2024", "value": 36000, "unit": "万元"}],
  "demand": {"billingMode": 4, "contractDemand": 4000},
  "points": [
    {"cemsId": "CEMS-EXAMPLE-01", "pointId": "W-01", "name": "总水表", "energyType": "02",
     "pointType": 1, "categoryCode": "20", "parameters": [], "parentPointId": null},
    {"pointId": "PV-01", "name": "屋顶光伏", "parentPointId": "P0", "energyType": "01",
     "categoryCode": "1001", "flow": 2, "ratedPower": 800, "parameters": []},
    {"pointId": "T1", "name": "1号变压器", "parentPointId": "P0", "pointType": 3,
     "categoryCode": "0501", "energyType": "01", "ratedCapacity": 1250, "parameters": [
       {"parameterId": "OT", "name": "油温",
        "readingTypeId": "0.0.0.12.0.0.46.0.0.0.0.0.0.0.0.0.23.0", "unit": "°C"},
       {"parameterId": "P", "name": "有功功率",
        "readingTypeId": "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0", "unit": "kW",
        "interval": "PT1M", "decimals": 1}]},
    {"pointId": "IN-01", "name": "进线", "parentPointId": "P0", "pointType": 1,
     "categoryCode": "05", "energyType": "01", "subItem": "C", "multiplier": 8000,
     "controllable": false, "installDate": "2020-02-29", "status": 1, "parameters": [
       {"parameterId": "EPI", "name": "正向有功电能示值",
        "readingTypeId": "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0", "unit": "kWh",
        "interval": "PT15M"}]},
    {"pointId": "P0", "name": "全厂", "level": 0, "pointType": 0, "energyType": "01",
     "categoryCode": "05", "parameters": [
       {"parameterId": "UNIT_OUTPUT_ENERGY", "name": "单位产值能耗", "unit": "tce/万元"}]}
  ],
  "categories": [
    {"categoryCode": "1001", "name": "光伏", "parentCode": "10"},
    {"categoryCode": "20", "name": "水", "energyType": "02"},
    {"categoryCode": "0501", "name": "变压器", "level": 2, "description": "10 kV"},
    {"categoryCode": "10", "name": "分布式能源"},
    {"categoryCode": "05", "name": "供配电", "level": 1}
  ],
  "cems": {
    "extension": {"b": 1, "a": [null]}, "updateTime": "2024-07-18T14:30:00+08:00", "status": 1,
    "commissioningDate": "2020-01-31", "rootPointId": "P0", "touScheme": "OWN-SCHEDULE",
    "energyTypes": ["01", "02"], "area": 52000.50, "voltageLevel": 10, "timeZone": "+08:00",
    "phone": "13812345678", "contact": "张三丰", "regionCode": "310114",
    "industryCode": "C3821", "name": "示例工厂", "cemsId": "CEMS-EXAMPLE-01"
  },
  "drEvents": [{"eventId": "DR20230808001", "responseType": 1, "responseMode": 3,
    "startTime": "2023-08-08T13:00:00+08:00", "endTime": "2023-08-08T15:00:00+08:00"}],
  "drResource": {"responseTypes": [1], "responseModes": [3], "minNotice": "PT1H"},
  "holidays": [{"year": 2024, "version": "own", "holidays": [
    {"name": "NationalDay", "from": "2024-10-01", "to": "2024-10-08"}]}],
  "touSchedules": [{"id": "OWN-SCHEDULE", "name": "自定义", "versions": [
    {"version": "1", "validFrom": "2023-01-01", "rules": [
      {"periods": [{"tou": 2, "from": "08:00", "to": "22:00"}]}]}]}]
})json";
}

std::string_view mixed_archive() {
  return R"json({
  "categories": [
    {"categoryCode": "0501", "name": "变压器", "parentCode": "05", "level": 2,
     "description": "10 kV"},
    {"categoryCode": "20", "name": "水", "energyType": "02"},
    {"categoryCode": "10", "name": "分布式能源", "categories": [
      {"categoryCode": "1001", "name": "光伏", "parentCode": "10"}]}
  ],
  "points": [
    {"pointId": "P0", "name": "全厂", "level": 0, "pointType": 0, "energyType": "01",
     "categoryCode": "05", "parameters": [
       {"parameterId": "UNIT_OUTPUT_ENERGY", "name": "单位产值能耗", "unit": "tce/万元"}],
     "points": [
       {"pointId": "T1", "name": "1号变压器", "categoryCode": "0501", "pointType": 3,
        "energyType": "01", "ratedCapacity": 1250, "parameters": [
          {"parameterId": "P", "name": "有功功率",
           "readingTypeId": "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0", "unit": "kW",
           "interval": "PT1M", "decimals": 1},
          {"parameterId": "OT", "name": "油温",
           "readingTypeId": "0.0.0.12.0.0.46.0.0.0.0.0.0.0.0.0.23.0", "unit": "°C"}]},
       {"pointId": "PV-01", "name": "屋顶光伏", "parentPointId": "P0", "energyType": "01",
        "categoryCode": "1001", "flow": 2, "ratedPower": 800}
     ]},
    {"pointId": "W-01", "name": "总水表", "energyType": "02", "pointType": 1,
     "categoryCode": "20"}
  ],
  "cems": {
    "cemsId": "CEMS-EXAMPLE-01", "name": "示例工厂", "industryCode": "C3821",
    "regionCode": "310114", "contact": "张三丰", "phone": "13812345678", "timeZone": "+08:00",
    "voltageLevel": 10, "area": 52000.50, "energyTypes": ["01", "02"],
    "touScheme": "OWN-SCHEDULE", "rootPointId": "P0", "commissioningDate": "2020-01-31",
    "status": 1, "updateTime": "2024-07-18T14:30:00+08:00", "extension": {"b": 1, "a": [null]},
    "categories": [
      {"categoryCode": "05", "name": "供配电", "level": 1, "points": [
        {"pointId": "IN-01", "name": "进线", "parentPointId": "P0", "pointType": 1,
         "energyType": "01", "subItem": "C", "multiplier": 8000, "controllable": false,
         "installDate": "2020-02-29", "status": 1, "parameters": [
           {"parameterId": "EPI", "name": "正向有功电能示值",
            "readingTypeID": "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0", "unit": "kWh",
            "interval": "PT15M"}]}]}
    ]
  },
  "touSchedules": [{"id": "OWN-SCHEDULE", "name": "自定义", "versions": [
    {"version": "1", "validFrom": "2023-01-01", "rules": [
      {"periods": [{"tou": 2, "from": "08:00", "to": "22:00"}]}]}]}],
  "holidays": [{"year": 2024, "version": "own", "holidays": [
    {"name": "NationalDay", "from": "2024-10-01", "to": "2024-10-08"}]}],
  "drResource": {"responseTypes": [1], "responseModes": [3], "minNotice": "PT1H"},
  "drEvents": [{"eventId": "DR20230808001", "responseType": 1, "responseMode": 3,
    "startTime": "2023-08-08T13:00:00+08:00", "endTime": "2023-08-08T15:00:00+08:00"}],
  "demand": {"billingMode": 4, "contractDemand": 4000},
  "outputs": [{"timePeriod": "2023/2024", "value": 36000, "unit": "万元"}],
  "prices": [{"energyType": "01", "unit": "kWh", "validFrom": "2023-01-01", "price": 0.72}]
})json";
}

}  // namespace cems::catalog
